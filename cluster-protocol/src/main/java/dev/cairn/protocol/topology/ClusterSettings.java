package dev.cairn.protocol.topology;

import dev.cairn.protocol.slot.Slots;

/**
 * What was chosen for the whole grid.
 *
 * @param shardCount a power of two, 1..16384; fixed when the grid is formed
 * @param replicationFactor copies of each shard that are wanted, primary included, 1..9
 * @param minInSync in-sync members below which a shard refuses writes, 1..replicationFactor
 * @param durability what a reply to a write promises
 */
public record ClusterSettings(
        int shardCount, int replicationFactor, int minInSync, Durability durability) {
    /** Most copies of a shard. */
    public static final int MAX_REPLICATION_FACTOR = 9;

    /** 256 shards, three copies, two of them in sync. */
    public static final ClusterSettings STANDARD =
            new ClusterSettings(256, 3, 2, Durability.REPLICATED);

    public ClusterSettings {
        Checks.inRange("shardCount", shardCount, 1, Slots.COUNT);
        Checks.that(Integer.bitCount(shardCount) == 1, "shardCount is not a power of two");
        Checks.inRange("replicationFactor", replicationFactor, 1, MAX_REPLICATION_FACTOR);
        Checks.inRange("minInSync", minInSync, 1, replicationFactor);
    }

    /** Slots of each shard. */
    public int slotsPerShard() {
        return Slots.COUNT / shardCount;
    }

    /** Copies that a grid of this many members can keep. */
    public int replicationFactorWith(int members) {
        return Math.max(1, Math.min(replicationFactor, members));
    }

    /**
     * In-sync members a shard needs in a grid of this many members: one fewer than the copies when
     * there are fewer copies than wanted, so that the loss of one node never stops writes; the
     * primary alone where no reply waits for others.
     */
    public int minInSyncWith(int members) {
        if (durability == Durability.ASYNC) {
            return 1;
        }
        int copies = replicationFactorWith(members);
        return copies == replicationFactor
                ? minInSync
                : Math.max(1, Math.min(minInSync, copies - 1));
    }
}
