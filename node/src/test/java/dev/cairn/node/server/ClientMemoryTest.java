package dev.cairn.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The budget of all clients together, and the limit of each on what it sends. */
class ClientMemoryTest {

    private static final int MIB = 1 << 20;
    private static final String EVICTED = "evicted_clients";
    private static final String TOO_BIG = "client_query_buffer_limit_disconnections";

    @Test
    void theLargestOffenderIsClosedFirst() throws Exception {
        var small = new ArrayList<Talk>();
        try (var node = LiveNode.start("--maxmemory-clients", "12mb");
                var other = node.talk();
                var large = node.talk()) {
            sendHalf(large, 4 * MIB);
            LiveNode.until(() -> LiveNode.figure(other, "total_net_input_bytes") > 4 * MIB);
            fill(node, small, other);
            large.awaitEnd();
            assertThat(LiveNode.figure(other, "connected_clients")).isEqualTo(small.size() + 1);
            assertThat(LiveNode.figure(other, EVICTED)).isEqualTo(1);
        } finally {
            closeAll(small);
        }
    }

    @Test
    void whoIsNotToBeEvictedIsSpared() throws Exception {
        var small = new ArrayList<Talk>();
        try (var node = LiveNode.start("--maxmemory-clients", "12mb");
                var other = node.talk();
                var large = node.talk()) {
            assertThat(large.ask("CLIENT NO-EVICT ON")).isEqualTo("+OK\r\n");
            sendHalf(large, 4 * MIB);
            fill(node, small, other);
            assertThat(large.sendBytes(4 * MIB).ask("")).hasSizeGreaterThan(8 * MIB);
        } finally {
            closeAll(small);
        }
    }

    /** Clients with a mebibyte each come until somebody has had to go. */
    private static void fill(LiveNode node, List<Talk> small, Talk other) throws Exception {
        LiveNode.until(
                () -> {
                    Talk next = node.talk();
                    small.add(next);
                    sendHalf(next, MIB);
                    return LiveNode.figure(other, EVICTED) > 0;
                });
    }

    /** Sends a request but for its second half. */
    private static void sendHalf(Talk talk, int bytes) throws IOException {
        String length = Integer.toString(2 * bytes);
        talk.send("*2\r\n$4\r\nECHO\r\n$" + length + "\r\n").sendBytes(bytes);
    }

    @Test
    void whatATransactionQueuesCounts() throws Exception {
        try (var node = LiveNode.start("--maxmemory-clients", "1mb");
                var other = node.talk();
                var victim = node.talk()) {
            String set = "SET k " + "x".repeat(10_000) + "\r\n";
            victim.send("MULTI\r\n");
            victim.send(set.repeat(200));
            victim.awaitEnd();
            assertThat(LiveNode.figure(other, EVICTED)).isEqualTo(1);
            assertThat(other.ask("EXISTS k")).isEqualTo(":0\r\n");
        }
    }

    @Test
    void repliesThatNobodyReadsCount() throws Exception {
        try (var node = LiveNode.start("--maxmemory-clients", "4mb");
                var other = node.talk();
                var deaf = node.talk()) {
            assertThat(other.ask("SETRANGE big 20000000 x")).isEqualTo(":20000001\r\n");
            deaf.send("GET big\r\n");
            deaf.awaitEnd();
            assertThat(LiveNode.figure(other, EVICTED)).isEqualTo(1);
        }
    }

    @Test
    void aRequestThatIsTooBigEndsItsConnection() throws Exception {
        try (var node = LiveNode.start("--client-query-buffer-limit", "1mb");
                var other = node.talk();
                var talk = node.talk()) {
            assertThat(talk.send("*1\r\n$2000000\r\n").rest())
                    .isEqualTo(
                            "-ERR Protocol error: request exceeds client-query-buffer-limit\r\n");
            assertThat(LiveNode.figure(other, TOO_BIG)).isEqualTo(1);
        }
    }

    @Test
    void aTransactionThatIsTooBigEndsItsConnection() throws Exception {
        try (var node = LiveNode.start("--client-query-buffer-limit", "1mb");
                var other = node.talk();
                var talk = node.talk()) {
            String set = "SET k " + "x".repeat(10_000) + "\r\n";
            talk.send("MULTI\r\n");
            talk.send(set.repeat(120));
            talk.awaitEnd();
            assertThat(LiveNode.figure(other, TOO_BIG)).isEqualTo(1);
            assertThat(other.ask("EXISTS k")).isEqualTo(":0\r\n");
        }
    }

    private static void closeAll(List<Talk> talks) throws IOException {
        for (Talk talk : talks) {
            talk.close();
        }
    }
}
