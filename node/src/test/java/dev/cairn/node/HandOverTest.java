package dev.cairn.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.config.ConfigError;
import dev.cairn.node.shard.ScriptedLog;
import dev.cairn.node.shard.ShardTask;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** A client hears nothing of a shard that changes hands: what it asks for meanwhile is kept. */
class HandOverTest {

    private final ScriptedLog log = new ScriptedLog();
    private Portless node;

    @BeforeEach
    void start() throws ConfigError {
        node = Portless.with("--shards", "1");
        node.shards().at(0).log(log);
        log.changeHands();
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
