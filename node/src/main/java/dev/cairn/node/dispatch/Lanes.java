package dev.cairn.node.dispatch;

import dev.cairn.node.config.Settings;
import dev.cairn.node.metrics.CommandCounters;
import dev.cairn.node.metrics.Counters;
import dev.cairn.node.shard.PerThread;
import dev.cairn.node.shard.Shards;
import dev.cairn.node.shard.Visit;

/** The lanes of a node's threads: each thread has one. */
public final class Lanes {

    private final PerThread<Lane> here;

    public Lanes(
            Shards shards, Settings settings, Counters counters, CommandCounters commandCounters) {
        here =
                new PerThread<>(
                        () -> {
                            var tally = counters.open();
                            var visit = new Visit(shards, settings, tally);
                            return new Lane(visit, tally, commandCounters.open());
                        });
    }

    /** The lane of the calling thread. */
    public Lane here() {
        return here.get();
    }
}
