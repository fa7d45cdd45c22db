package dev.cairn.node.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** A client that sends what it likes and reads one reply after the other, or none at all. */
final class Talk implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int SMALL_BUFFER_BYTES = 4 << 10;

    private final Socket socket = new Socket();
    private final InputStream in;

    private Talk(InetAddress to, int port) throws IOException {
        socket.setReceiveBufferSize(SMALL_BUFFER_BYTES); // what it does not read stays at the node
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(to, port));
        in = new BufferedInputStream(socket.getInputStream());
    }

    static Talk to(int port) throws IOException {
        return new Talk(InetAddress.getLoopbackAddress(), port);
    }

    static Talk to(InetAddress address, int port) throws IOException {
        return new Talk(address, port);
    }

    /** Sends bytes, one for each character. */
    Talk send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        return this;
    }

    /** Sends so many bytes that mean nothing. */
    Talk sendBytes(int count) throws IOException {
        return send("x".repeat(count));
    }

    /** Sends a line and reads its reply. */
    String ask(String line) throws IOException {
        return send(line + "\r\n").reply();
    }

    /** One whole reply as it is on the wire. */
    String reply() throws IOException {
        String head = line();
        int length = head.matches("[$*%~>=]-?\\d+\r\n") ? number(head) : -1;
        return switch (head.charAt(0)) {
            case '$', '=' -> length < 0 ? head : head + bytes(length + 2);
            case '*', '~', '>' -> head + replies(length);
            case '%' -> head + replies(2 * length);
            default -> head;
        };
    }

    /** So many replies, one after the other. */
    String replies(int count) throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(reply());
        }
        return text.toString();
    }

    /** Everything until the node closes. */
    String rest() throws IOException {
        return new String(in.readAllBytes(), ISO_8859_1);
    }

    /** Reads on until the node closes, in whatever way; fails if it does not. */
    void awaitEnd() throws IOException {
        try {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (SocketTimeoutException open) {
            throw open;
        } catch (SocketException reset) {
            return; // it was closed before all was read that either had sent
        }
    }

    /** Waits a moment for the end; whether it has come. */
    boolean isEndedWithin(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }

    private static int number(String head) {
        return Integer.parseInt(head.substring(1, head.length() - 2));
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        while (!line.toString().endsWith("\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the node closed after: " + line);
            }
            line.append((char) next);
        }
        return line.toString();
    }

    private String bytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the node closed within a string");
        }
        return new String(bytes, ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
