package dev.cairn.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.config.ConfigError;
import dev.cairn.node.shard.ShardLog;
import dev.cairn.protocol.resp.Refused;
import dev.cairn.protocol.topology.NodeId;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** WAIT waits until replicas have what its connection has written, and for nothing else. */
class WaitTest {

    private static final NodeId ONE = new NodeId("1".repeat(40));
    private static final NodeId OTHER = new NodeId("2".repeat(40));

    private final Led first = new Led();
    private final Led second = new Led();
    private Portless node;
    private Portless.Asker client;

    /** The log of a shard that this node leads, whose replicas are where the test says. */
    private static final class Led implements ShardLog {
        private final Map<NodeId, Long> replicas = new HashMap<>(Map.of(ONE, 0L, OTHER, 0L));
        private long end;

        @Override
        public boolean isLed() {
            return true;
        }

        @Override
        public @Nullable Refused objection(boolean writes, long nowNanos) {
            return null;
        }

        @Override
        public boolean isChangingHands() {
            return false;
        }

        @Override
        public void whenSettled(Runnable task) {
            throw new IllegalStateException("nothing is to be waited for");
        }

        @Override
        public boolean isRecording() {
            return true;
        }

        @Override
        public long append(byte[] record) {
            return ++end;
        }

        @Override
        public long end() {
            return end;
        }

        @Override
        public long committed() {
            return Long.MAX_VALUE; // as with durability async: no reply waits
        }

        @Override
        public boolean isOver() {
            return false;
        }

        @Override
        public Map<NodeId, Long> replicas() {
            return replicas;
        }
    }

    @BeforeEach
    void start() throws ConfigError {
        node = Portless.with("--shards", "2");
        node.shards().at(0).log(first);
        node.shards().at(1).log(second);
        client = node.client();
    }

    @Test
    void itRepliesWhenAsManyReplicasHaveTheLastWrite() {
        client.ask("SET", "{a}", "1");
        client.ask("SET", "{a}", "2");
        Led log = logOfA();
        log.replicas.put(ONE, 1L);
        assertThat(begin("WAIT", "1", "0")).isEmpty();
        assertThat(client.lookAgain()).isEmpty();
        assertThat(client.isParked()).isTrue();
        log.replicas.put(ONE, 2L);
        assertThat(client.lookAgain()).isEqualTo(":1\r\n");
        assertThat(client.isParked()).isFalse();
        assertThat(client.ask("WAIT", "1", "0")).isEqualTo(":1\r\n");
        log.replicas.put(OTHER, 2L);
        assertThat(client.ask("WAIT", "1", "0")).isEqualTo(":2\r\n");
    }

    @Test
    void itSaysHowFarItGotWhenItsTimeIsOver() {
        client.ask("SET", "{a}", "1");
        logOfA().replicas.put(OTHER, 1L);
        String reply = begin("WAIT", "2", "1");
        while (reply.isEmpty()) {
            reply = client.lookAgain();
        }
        assertThat(reply).isEqualTo(":1\r\n");
    }

    @Test
    void theShardWithTheFewestCounts() {
        client.ask("MSET", "a", "1", "b", "1", "c", "1");
        assertThat(List.of(first.end, second.end)).allMatch(end -> end > 0);
        first.replicas.put(ONE, first.end);
        first.replicas.put(OTHER, first.end);
        second.replicas.put(ONE, second.end);
        assertThat(client.ask("WAIT", "0", "0")).isEqualTo(":1\r\n");
    }

    @Test
    void theWritesOfOthersDoNotMatter() {
        node.client().ask("SET", "{a}", "1");
        assertThat(client.ask("WAIT", "0", "0")).isEqualTo(":0\r\n");
        client.ask("GET", "{a}");
        logOfA().replicas.put(ONE, 1L);
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

    private Led logOfA() {
        return first.end > 0 ? first : second;
    }
}
