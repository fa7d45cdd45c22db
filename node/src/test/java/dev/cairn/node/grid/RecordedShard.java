package dev.cairn.node.grid;

import dev.cairn.node.command.CommandTable;
import dev.cairn.node.config.Settings;
import dev.cairn.node.metrics.Counters;
import dev.cairn.node.shard.Shard;
import dev.cairn.node.shard.Shards;

/** A shard that knows of its primary nothing but records, executed as a replica executes them. */
public final class RecordedShard {

    private final Shards shards = new Shards(1, Runnable::run);
    private final Replayer replayer;

    public RecordedShard(CommandTable table, Settings settings) {
        replayer = new Replayer(table, shards, settings, new Counters().open());
    }

    /** All shards of the replica, which is one. */
    public Shards shards() {
        return shards;
    }

    /** Executes a record; how many effects it has. */
    public int replay(byte[] record) {
        return replayer.replay(record, shards.at(0));
    }

    /** Takes the records of a snapshot in the place of everything. */
    public void install(Iterable<byte[]> snapshot) {
        Shard aside = shards.aside(0);
        snapshot.forEach(record -> replayer.replay(record, aside));
        shards.at(0).adopt(aside);
        aside.discard();
    }
}
