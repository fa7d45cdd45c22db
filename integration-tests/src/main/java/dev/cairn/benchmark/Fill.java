package dev.cairn.benchmark;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Fills a server with keys and values of 16 bytes each, to see what one key costs in resident
 * memory.
 */
record Fill(int keys) {
    private static final int BATCH = 10_000;

    /** Servers may first give back what they needed only for the filling. */
    private static final long REST_SECONDS = 10;

    private static final byte[] OK = "+OK\r\n".getBytes(StandardCharsets.US_ASCII);

    /** Resident bytes per key in total: everything the process holds, divided by the keys. */
    double residentBytesPerKey(RunningServer server) throws IOException, InterruptedException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.setTcpNoDelay(true);
            var out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
            for (var first = 0; first < keys; first += BATCH) {
                var last = Math.min(keys, first + BATCH);
                for (var key = first; key < last; key++) {
                    out.write(set(key));
                }
                out.flush();
                expectOk(socket.getInputStream(), last - first);
            }
        }
        TimeUnit.SECONDS.sleep(REST_SECONDS);
        return server.residentBytes() / (double) keys;
    }

    private static byte[] set(int key) {
        var request = "*3\r\n$3\r\nSET\r\n$16\r\nkey:%012d\r\n$16\r\nvalue-%010d\r\n";
        return request.formatted(key, key).getBytes(StandardCharsets.US_ASCII);
    }

    private static void expectOk(InputStream in, int replies) throws IOException {
        var bytes = in.readNBytes(replies * OK.length);
        for (var i = 0; i < bytes.length; i++) {
            if (bytes[i] != OK[i % OK.length]) {
                throw new IOException("a SET was refused while filling");
            }
        }
    }
}
