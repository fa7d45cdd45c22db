package dev.cairn.node.dispatch;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.cairn.node.config.Settings;
import dev.cairn.node.metrics.CommandCounters;
import dev.cairn.node.metrics.Counters;
import dev.cairn.node.session.Sessions;
import dev.cairn.node.shard.Shards;

import org.junit.jupiter.api.Test;

class UpkeepTest {

    private final Shards shards = new Shards(2, Runnable::run);
    private final Lanes lanes =
            new Lanes(shards, new Settings(), new Counters(), new CommandCounters(1));
    private final Paused paused = new Paused(new Sessions());
    private final Upkeep upkeep = new Upkeep(shards, lanes, new Routes(shards), paused);

    @Test
    void aChoreThatFailsIsNotTheEndOfAll() {
        paused.add(
                false,
                () -> {
                    throw new StackOverflowError("planted");
                });
        assertThatCode(upkeep::round).doesNotThrowAnyException();
    }
}
