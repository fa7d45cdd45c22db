package dev.cairn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.Node;
import dev.cairn.node.config.ConfigSources;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** CLIENT PAUSE holds commands back, and they run in their turn when it is over. */
class ClientPauseTest {

    @Test
    void writesWaitUntilUnpause() throws Exception {
        var sources = ConfigSources.read(List.of("--port", "0", "--bind", "127.0.0.1"), Map.of());
        try (var node = Node.start(sources);
                var one = new Wire(node.port());
                var waiting = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            assertThat(said(one, "CLIENT PAUSE 600000 WRITE")).isEqualTo("+OK\r\n");
            String pipeline = "GET k\r\nSET k v\r\nGET k\r\n";
            waiting.getOutputStream().write(pipeline.getBytes(StandardCharsets.US_ASCII));
            byte[] read = waiting.getInputStream().readNBytes(5);
            assertThat(new String(read, StandardCharsets.US_ASCII)).isEqualTo("$-1\r\n");
            while (!said(one, "INFO clients").contains("blocked_clients:1\r\n")) {
                Thread.onSpinWait();
            }
            assertThat(said(one, "GET k")).isEqualTo("$-1\r\n");

            assertThat(said(one, "CLIENT UNPAUSE")).isEqualTo("+OK\r\n");
            read = waiting.getInputStream().readNBytes(12);
            assertThat(new String(read, StandardCharsets.US_ASCII)).isEqualTo("+OK\r\n$1\r\nv\r\n");
            assertThat(said(one, "GET k")).isEqualTo("$1\r\nv\r\n");
        }
    }

    @Test
    void nothingExpiresWhileWritesWait() throws Exception {
        var sources = ConfigSources.read(List.of("--port", "0", "--bind", "127.0.0.1"), Map.of());
        try (var node = Node.start(sources);
                var one = new Wire(node.port())) {
            said(one, "SET k v PX 30");
            assertThat(said(one, "CLIENT PAUSE 600000 WRITE")).isEqualTo("+OK\r\n");
            while (!said(one, "GET k").equals("$-1\r\n")) {
                Thread.onSpinWait();
            }
            assertThat(said(one, "KEYS *")).isEqualTo("*0\r\n");
            assertThat(said(one, "MULTI")).isEqualTo("+OK\r\n");
            said(one, "EXISTS k");
            assertThat(said(one, "EXEC")).isEqualTo("*1\r\n:0\r\n");
            assertThat(said(one, "INFO stats")).contains("expired_keys:0\r\n");

            assertThat(said(one, "CLIENT UNPAUSE")).isEqualTo("+OK\r\n");
            while (!said(one, "INFO stats").contains("expired_keys:1\r\n")) {
                Thread.onSpinWait();
            }
        }
    }

    private static String said(Wire wire, String command) throws Exception {
        return wire.call(Words.of(command)).raw();
    }
}
