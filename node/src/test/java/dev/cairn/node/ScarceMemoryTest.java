package dev.cairn.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;

/** A node with little memory, whose process ends when its heap is full, outlives its clients. */
class ScarceMemoryTest {

    @TempDir private static Path directory;
    private static NodeProcess node;
    private static int port;
    private static Wire other;

    @BeforeAll
    static void start() throws Exception {
        node = NodeProcess.start("--port", "0", "--dir", directory.toString());
        port = node.awaitPort();
        other = new Wire(port);
        assertThat(other.ask("SETRANGE big 40000000 x\r\n", ":40000001\r\n")).startsWith(":4");
    }

    @AfterAll
    static void stop() throws Exception {
        other.close();
        node.close();
    }

    private static void checkAlive() throws IOException {
        assertThat(other.ask("PING\r\n", "+PONG\r\n")).isEqualTo("+PONG\r\n");
    }

    @Test
    void aReplyThatDoesNotFitIsRefused() throws Exception {
        try (var wire = new Wire(port)) {
            String refusal = "-ERR no memory is left for this command\r\n";
            assertThat(wire.ask("MGET" + " big".repeat(5) + "\r\n", refusal)).isEqualTo(refusal);
            assertThat(wire.ask("PING\r\n", "+PONG\r\n")).isEqualTo("+PONG\r\n");
        }
        checkAlive();
    }

    @Test
    void repliesThatNobodyReadsEndTheirConnection() throws Exception {
        try (var deaf = new Wire(port)) {
            deaf.send("GET big\r\n".repeat(100));
            checkAlive();
        }
    }

    @Test
    void noRequestMayHaveMoreArgumentsThanTheHeapBears() throws Exception {
        try (var wire = new Wire(port)) {
            assertThat(wire.send("*10000000\r\n").readToEnd())
                    .isEqualTo("-ERR Protocol error: invalid multibulk length\r\n");
        }
        checkAlive();
    }

    @Test
    void asManyArgumentsAsTheHeapBearsDoNoHarm() throws Exception {
        String some = "$1\r\nx\r\n".repeat(1_000);
        for (int times = 0; times < 3; times++) {
            try (var wire = new Wire(port)) {
                wire.send("*500000\r\n$3\r\nDEL\r\n" + "$1\r\nx\r\n".repeat(999));
                for (int i = 1; i < 500; i++) {
                    wire.send(some);
                }
                assertThat(wire.read(4)).isEqualTo(":0\r\n");
            }
            checkAlive();
        }
    }

    /** Each has sent half of a request that would be allowed. */
    @Test
    void manyHalfRequestsOfManyArgumentsEndTheLargest() throws Exception {
        String some = "$1\r\nx\r\n".repeat(1_000);
        var wires = new ArrayList<Wire>();
        try {
            for (int i = 0; i < 40; i++) {
                var wire = new Wire(port);
                wires.add(wire);
                sendUnlessClosed(wire, "*500000\r\n" + some.repeat(300));
                checkAlive();
            }
            String stats = NodeProcess.ask(other, "INFO stats");
            assertThat(stats).contains("evicted_clients:").doesNotContain("evicted_clients:0\r\n");
        } finally {
            for (Wire wire : wires) {
                wire.close();
            }
        }
    }

    private static void sendUnlessClosed(Wire wire, String bytes) throws IOException {
        try {
            wire.send(bytes);
        } catch (SocketException closed) {
            assertThat(closed).hasMessageMatching("Broken pipe|Connection reset.*");
        }
    }
}
