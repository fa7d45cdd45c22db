package dev.cairn.replication.message;

/** Range checks of what a peer sent. */
final class Checks {
    private static final int SHARDS = 16_384;

    private Checks() {}

    static void shardAndTerm(int shard, long term) {
        that(0 <= shard && shard < SHARDS, "no such shard");
        positive("term", term);
    }

    static void positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
    }

    static void notNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " must not be negative: " + value);
        }
    }

    static void that(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
