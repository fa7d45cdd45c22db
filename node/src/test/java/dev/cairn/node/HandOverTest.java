package dev.cairn.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.config.ConfigError;
import dev.cairn.node.shard.ShardLog;
import dev.cairn.node.shard.ShardTask;
import dev.cairn.protocol.resp.Refused;
import dev.cairn.protocol.topology.NodeId;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A client hears nothing of a shard that changes hands: what it asks for meanwhile is kept. */
class HandOverTest {

    private final Changing log = new Changing();
    private Portless node;

    /** A log of a shard of which it is open who leads it next. */
    private static final class Changing implements ShardLog {
        private final List<Runnable> waiting = new ArrayList<>();
        private boolean changing = true;

        void settle() {
            changing = false;
            waiting.forEach(Runnable::run);
        }

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
            return changing;
        }

        @Override
        public void whenSettled(Runnable task) {
            waiting.add(task);
        }

        @Override
        public boolean isRecording() {
            return false;
        }

        @Override
        public long append(byte[] record) {
            throw new AssertionError("nothing is recorded");
        }

        @Override
        public long end() {
            return 0;
        }

        @Override
        public long committed() {
            return 0;
        }

        @Override
        public boolean isOver() {
            return false;
        }

        @Override
        public Map<NodeId, Long> replicas() {
            return Map.of();
        }
    }

    @BeforeEach
    void start() throws ConfigError {
        node = Portless.with("--shards", "1");
        node.shards().at(0).log(log);
    }

    @Test
    void aRequestIsKeptAndThenTried() {
        var client = node.client();
        assertThat(client.begin(List.of("SET", "key", "value"))).isEmpty();
        assertThat(client.isParked()).isTrue();
        log.settle();
        assertThat(client.lookAgain()).isEqualTo("+OK\r\n");
        assertThat(client.isParked()).isFalse();
        assertThat(client.ask("GET", "key")).isEqualTo("$5\r\nvalue\r\n");
    }

    @Test
    void soIsATransaction() {
        var client = node.client();
        client.ask("MULTI");
        client.ask("INCR", "counter");
        assertThat(client.begin(List.of("EXEC"))).isEmpty();
        log.settle();
        assertThat(client.lookAgain()).isEqualTo("*1\r\n:1\r\n");
    }

    @Test
    void soIsWhatFoundTheShardBusy() {
        var client = node.client();
        var shard = node.shards().at(0);
        assertThat(shard.tryEnter(this)).isTrue();
        assertThat(client.begin(List.of("INCR", "counter"))).isEmpty();
        shard.leave(this);
        assertThat(client.isParked()).isTrue();
        log.settle();
        assertThat(client.lookAgain()).isEqualTo(":1\r\n");
    }

    @Test
    void theShardIsLeftMeanwhile() {
        node.client().begin(List.of("INCR", "counter"));
        var entered = new ArrayList<Boolean>();
        node.shards()
                .at(0)
                .submit(
                        _ -> {
                            entered.add(true);
                            return ShardTask.Then.LEAVE;
                        });
        assertThat(entered).hasSize(1);
    }
}
