package dev.cairn.node.metadata.controller;

import dev.cairn.protocol.topology.ShardEntry;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Shards about which something was asked for, until their entry changes or patience ends. */
final class Pending {
    private final Duration patience;
    private final Map<Integer, Mark> marks = new HashMap<>();

    /** The version a change was proposed for, and when. */
    private record Mark(long version, long sinceNanos) {}

    Pending(Duration patience) {
        this.patience = patience;
    }

    boolean has(ShardEntry shard, long nowNanos) {
        Mark mark = marks.get(shard.shard());
        return mark != null
                && mark.version() == shard.version()
                && nowNanos - mark.sinceNanos() < patience.toNanos();
    }

    void mark(ShardEntry shard, long nowNanos) {
        marks.put(shard.shard(), new Mark(shard.version(), nowNanos));
    }
}
