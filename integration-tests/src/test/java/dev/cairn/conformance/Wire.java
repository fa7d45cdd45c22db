package dev.cairn.conformance;

import dev.cairn.protocol.resp.Reply;
import dev.cairn.protocol.resp.ReplyLimits;
import dev.cairn.protocol.resp.ReplyReader;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A connection that keeps a reply's bytes as well as its meaning. */
final class Wire implements AutoCloseable {

    private static final Charset LATIN = StandardCharsets.ISO_8859_1;
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final ReplyReader reader = new ReplyReader(ReplyLimits.STANDARD);
    private final ByteBuf received = Unpooled.buffer();
    private final byte[] chunk = new byte[1 << 16];

    /** A reply as it was sent and as it reads. */
    record Answer(String raw, Reply reply) {}

    Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
    }

    /** Sends a command, its words in ISO 8859-1, and waits for the reply. */
    Answer call(List<String> words) throws IOException {
        socket.getOutputStream().write(encoded(words));
        received.clear();
        while (true) {
            int count = socket.getInputStream().read(chunk);
            if (count < 0) {
                throw new IOException("closed by the server after " + words);
            }
            received.writeBytes(chunk, 0, count);
            Reply reply = reader.read(received);
            if (reply != null) {
                String raw = received.toString(0, received.readerIndex(), LATIN);
                return new Answer(raw, reply);
            }
        }
    }

    /** A command as it goes over the wire. */
    static byte[] encoded(List<String> words) {
        var request = new ByteArrayOutputStream();
        append(request, "*" + words.size() + "\r\n");
        for (String word : words) {
            append(request, "$" + word.length() + "\r\n" + word + "\r\n");
        }
        return request.toByteArray();
    }

    private static void append(ByteArrayOutputStream request, String text) {
        request.writeBytes(text.getBytes(LATIN));
    }

    @Override
    public void close() throws IOException {
        received.release();
        socket.close();
    }
}
