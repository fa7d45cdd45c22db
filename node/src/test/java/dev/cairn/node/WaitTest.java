package dev.cairn.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.config.ConfigError;
import dev.cairn.node.shard.ScriptedLog;
import dev.cairn.protocol.topology.NodeId;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;

/** WAIT waits until replicas have what its connection has written, and for nothing else. */
class WaitTest {

    private static final NodeId ONE = new NodeId("1".repeat(40));
    private static final NodeId OTHER = new NodeId("2".repeat(40));

    private final ScriptedLog first = new ScriptedLog();
    private final ScriptedLog second = new ScriptedLog();
    private Portless node;
    private Caller client;

    @BeforeEach
    void start() throws ConfigError {
        node = Portless.with("--shards", "2");
        for (var log : List.of(first, second)) {
            log.follow(ONE, 0);
            log.follow(OTHER, 0);
        }
        node.shards().at(0).log(first);
        node.shards().at(1).log(second);
        client = node.client();
    }

    @Test
    void itRepliesWhenAsManyReplicasHaveTheLastWrite() {
        client.ask("SET", "{a}", "1");
        client.ask("SET", "{a}", "2");
        ScriptedLog log = logOfA();
        log.follow(ONE, 1);
        assertThat(begin("WAIT", "1", "0")).isEmpty();
        assertThat(client.lookAgain()).isEmpty();
        assertThat(client.isParked()).isTrue();
        log.follow(ONE, 2);
        assertThat(client.lookAgain()).isEqualTo(":1\r\n");
        assertThat(client.isParked()).isFalse();
        assertThat(client.ask("WAIT", "1", "0")).isEqualTo(":1\r\n");
        log.follow(OTHER, 2);
        assertThat(client.ask("WAIT", "1", "0")).isEqualTo(":2\r\n");
    }

    @Test
    void itSaysHowFarItGotWhenItsTimeIsOver() {
        client.ask("SET", "{a}", "1");
        logOfA().follow(OTHER, 1);
        String reply = begin("WAIT", "2", "1");
        while (reply.isEmpty()) {
            reply = client.lookAgain();
        }
        assertThat(reply).isEqualTo(":1\r\n");
    }

    @Test
    void theShardWithTheFewestCounts() {
        client.ask("MSET", "a", "1", "b", "1", "c", "1");
        assertThat(List.of(first.end(), second.end())).allMatch(end -> end > 0);
        first.follow(ONE, first.end());
        first.follow(OTHER, first.end());
        second.follow(ONE, second.end());
        assertThat(client.ask("WAIT", "0", "0")).isEqualTo(":1\r\n");
    }

    @Test
    void theWritesOfOthersDoNotMatter() {
        node.client().ask("SET", "{a}", "1");
        assertThat(client.ask("WAIT", "0", "0")).isEqualTo(":0\r\n");
        client.ask("GET", "{a}");
        logOfA().follow(ONE, 1);
        assertThat(client.ask("WAIT", "0", "0")).isEqualTo(":0\r\n");
        client.ask("SET", "{a}", "2");
        assertThat(client.ask("WAIT", "0", "0")).isEqualTo(":0\r\n");
    }

    @Test
    void inATransactionItDoesNotWait() {
        client.ask("SET", "{a}", "1");
        client.ask("MULTI");
        assertThat(client.ask("WAIT", "2", "0")).isEqualTo("+QUEUED\r\n");
        assertThat(client.ask("EXEC")).isEqualTo("*1\r\n:0\r\n");
    }

    @Test
    void whoeverGoesAwayWaitsNoMore() {
        client.ask("SET", "{a}", "1");
        begin("WAIT", "1", "0");
        assertThat(node.client().ask("INFO", "clients")).contains("\r\nblocked_clients:1\r\n");
        client.goAway();
        client.lookAgain();
        assertThat(client.isParked()).isFalse();
        assertThat(node.client().ask("INFO", "clients")).contains("\r\nblocked_clients:0\r\n");
    }

    @Test
    void anotherClientMayEndTheWait() {
        client.session().node().sessions().add(client.session());
        String id = client.ask("CLIENT", "ID").substring(1).strip();
        Caller other = node.client();
        assertThat(other.ask("CLIENT", "UNBLOCK", id)).isEqualTo(":0\r\n");
        client.ask("SET", "{a}", "1");
        logOfA().follow(ONE, 1);

        begin("WAIT", "2", "0");
        assertThat(other.ask("CLIENT", "LIST", "ID", id)).contains(" flags=b ");
        assertThat(other.ask("CLIENT", "UNBLOCK", id, "TIMEOUT")).isEqualTo(":1\r\n");
        assertThat(other.ask("CLIENT", "UNBLOCK", id)).isEqualTo(":0\r\n");
        assertThat(client.lookAgain()).isEqualTo(":1\r\n");

        begin("WAIT", "2", "0");
        assertThat(other.ask("CLIENT", "UNBLOCK", id, "error")).isEqualTo(":1\r\n");
        assertThat(client.lookAgain())
                .isEqualTo("-UNBLOCKED client unblocked via CLIENT UNBLOCK\r\n");
        assertThat(other.ask("INFO", "clients")).contains("\r\nblocked_clients:0\r\n");
        assertThat(client.ask("GET", "{a}")).isEqualTo("$1\r\n1\r\n");
    }

    @Test
    void filesOfReplicasAreWaitedForInVain() {
        assertThat(client.ask("WAITAOF", "0", "0", "0")).isEqualTo("*2\r\n:0\r\n:0\r\n");
        assertThat(client.ask("WAITAOF", "1", "0", "0"))
                .startsWith("-ERR WAITAOF cannot be used when numlocal is set");
        String reply = begin("WAITAOF", "0", "1", "1");
        while (reply.isEmpty()) {
            reply = client.lookAgain();
        }
        assertThat(reply).isEqualTo("*2\r\n:0\r\n:0\r\n");
    }

    private String begin(String... words) {
        return client.begin(List.of(words));
    }

    private ScriptedLog logOfA() {
        return first.end() > 0 ? first : second;
    }
}
