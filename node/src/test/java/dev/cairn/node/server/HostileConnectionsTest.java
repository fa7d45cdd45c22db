package dev.cairn.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/** Clients that announce, flood and dawdle: lines 1, 2, 5, 7 and 9 of what servers were hurt by. */
class HostileConnectionsTest {

    private static final int CONNECTIONS = 400;
    private static final String CLOSED_FOR_OUTPUT = "client_output_buffer_limit_disconnections";
    private static final long MOST_BYTES_EACH = 12 << 10;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*1000000000\r\n",
                "*2147483647\r\n",
                "*1\r\n$536870912\r\n",
                "*2\r\n$4\r\nECHO\r\n$536870912\r\nand no more",
            })
    void whatIsAnnouncedTakesNoMemory(String announcement) throws Exception {
        var talks = new ArrayList<Talk>();
        try (var node = LiveNode.start()) {
            announce(node, announcement, talks); // what the first ones take stays for the others
            long before = heldBytes();
            announce(node, announcement, talks);
            assertThat(heldBytes() - before).isLessThan(CONNECTIONS * MOST_BYTES_EACH);
            try (var other = node.talk()) {
                assertThat(other.ask("PING")).isEqualTo("+PONG\r\n");
            }
        } finally {
            for (Talk talk : talks) {
                talk.close();
            }
        }
    }

    /** The reply to a request sent before tells that the announcement has been read. */
    private static void announce(LiveNode node, String announcement, List<Talk> talks)
            throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            Talk talk = node.talk();
            talks.add(talk);
            assertThat(talk.send("PING\r\n" + announcement).reply()).isEqualTo("+PONG\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*1000000000\r\n", "*11\r\n"})
    void strangersMayNotAnnounceManyArguments(String announcement) throws Exception {
        try (var node = LiveNode.start("--requirepass", "secret")) {
            for (int i = 0; i < CONNECTIONS; i++) {
                try (var talk = node.talk()) {
                    assertThat(talk.send(announcement).rest())
                            .isEqualTo("-ERR Protocol error: unauthenticated multibulk length\r\n");
                }
            }
        }
    }

    @Test
    void strangersMayNotAnnounceMuch() throws Exception {
        try (var node = LiveNode.start("--requirepass", "secret");
                var talk = node.talk()) {
            assertThat(talk.send("*1\r\n$16385\r\n").rest())
                    .isEqualTo("-ERR Protocol error: unauthenticated bulk length\r\n");
        }
    }

    @Test
    void aStrangerWhoDoesNotReadIsClosed() throws Exception {
        try (var node = LiveNode.start("--requirepass", "secret");
                var flood = node.talk();
                var other = node.talk()) {
            assertThat(sendUntilClosed(flood, "PING\r\n".repeat(10_000))).isTrue();
            assertThat(other.ask("AUTH secret")).isEqualTo("+OK\r\n");
            assertThat(LiveNode.figure(other, CLOSED_FOR_OUTPUT)).isEqualTo(1);
        }
    }

    private static boolean sendUntilClosed(Talk talk, String requests) throws IOException {
        try {
            for (int i = 0; i < 1_000; i++) {
                talk.send(requests);
            }
            return false;
        } catch (SocketException closed) {
            return true;
        }
    }

    @Test
    void timeClosesWhoIsIdleWhoDawdlesAndWhoDoesNotRead() throws Exception {
        String limit = "normal 0 64kb 0";
        try (var node = LiveNode.start("--timeout", "1", "--client-output-buffer-limit", limit);
                var idle = node.talk();
                var silent = node.talk();
                var deaf = node.talk();
                var dawdler = node.talk();
                var other = node.talk()) {
            assertThat(idle.ask("PING")).isEqualTo("+PONG\r\n");
            assertThat(other.ask("SETRANGE big 10000000 x")).isEqualTo(":10000001\r\n");
            deaf.send("GET big\r\n");
            dawdler.send("*2\r\n$4\r\nECHO\r\n$1000\r\n");
            while (isAliveAfterAnotherByte(dawdler)) {
                assertThat(other.ask("PING")).isEqualTo("+PONG\r\n");
            }
            idle.awaitEnd();
            silent.awaitEnd();
            deaf.awaitEnd();
            assertThat(LiveNode.figure(other, "idle_disconnections")).isEqualTo(3);
            assertThat(LiveNode.figure(other, CLOSED_FOR_OUTPUT)).isEqualTo(1);
        }
    }

    private static boolean isAliveAfterAnotherByte(Talk dawdler) throws IOException {
        try {
            dawdler.send("x");
        } catch (SocketException closed) {
            return false;
        }
        return !dawdler.isEndedWithin(50);
    }

    /** A client of TLS, or of HTTP/2, has come to the plain port. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0016\u0003\u0001\u0000.\u0001\u0000\u0000*\u0003\u0003\0\u00ff\u0080\r\n",
                "PRI * HTTP/2.0\r\n\r\n",
            })
    void anotherProtocolIsAnUnknownCommandOfOneLine(String opening) throws Exception {
        try (var node = LiveNode.start();
                var stray = node.talk();
                var other = node.talk()) {
            assertThat(stray.send(opening).reply()).startsWith("-ERR unknown command ");
            assertThat(stray.ask("PING")).isEqualTo("+PONG\r\n");
            assertThat(other.ask("PING")).isEqualTo("+PONG\r\n");
        }
    }

    private static long heldBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long direct = Math.max(0, PlatformDependent.usedDirectMemory());
        return runtime.totalMemory() - runtime.freeMemory() + direct;
    }
}
