package dev.cairn.client.cli.grid;

import dev.cairn.protocol.resp.Reply;
import dev.cairn.protocol.resp.ReplyLimits;
import dev.cairn.protocol.resp.ReplyReader;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A plain connection to one node, for questions that are about this node and no other. */
final class NodeLine implements AutoCloseable {
    private static final int CONNECT_MILLIS = 500;
    private static final int REPLY_MILLIS = 2_000;
    private static final ReplyLimits LIMITS = new ReplyLimits(8, 8 << 20, 8 << 20);

    private final Socket socket = new Socket();
    private final ReplyReader reader = new ReplyReader(LIMITS);
    private final ByteBuf received = Unpooled.buffer();

    private NodeLine() {}

    static NodeLine to(Seat seat) throws IOException {
        var line = new NodeLine();
        try {
            line.socket.connect(new InetSocketAddress(Seat.HOST, seat.port()), CONNECT_MILLIS);
            line.socket.setSoTimeout(REPLY_MILLIS);
            return line;
        } catch (IOException e) {
            line.close();
            throw e;
        }
    }

    /** Asks in inline form, which is enough for words without spaces. */
    Reply ask(String question) throws IOException {
        socket.getOutputStream().write((question + "\r\n").getBytes(StandardCharsets.UTF_8));
        while (true) {
            var reply = reader.read(received);
            if (reply != null) {
                return reply;
            }
            if (received.writeBytes(socket.getInputStream(), 1 << 16) < 0) {
                throw new IOException("the node has closed the connection");
            }
        }
    }

    @Override
    public void close() throws IOException {
        received.release();
        socket.close();
    }
}
