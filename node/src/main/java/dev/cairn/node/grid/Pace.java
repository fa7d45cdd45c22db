package dev.cairn.node.grid;

import dev.cairn.replication.lease.LeaseTimes;
import dev.cairn.replication.primary.PrimaryTimes;

/**
 * How patient shards are with each other, and how much they keep.
 *
 * @param attachAgainNanos after which a primary that does not answer is asked again
 * @param logBytes what the latest records of one shard may take in memory
 * @param uncommittedBytes what the records of all shards may take that wait for replicas
 */
public record Pace(
        LeaseTimes leases,
        PrimaryTimes primary,
        long attachAgainNanos,
        long logBytes,
        long uncommittedBytes) {

    private static final long ATTACH_AGAIN_NANOS = 500_000_000L;
    private static final long LOG_BYTES = 256L << 20;
    private static final long LEAST_LOG_BYTES = 64L << 10;
    private static final long HEAP_SHARE = 6;

    /**
     * The defaults for a node of so many shards, its times stretched by {@code percent}. All logs
     * together take a share of the heap at most, and as much again as long as replicas are behind.
     */
    public static Pace scaled(long percent, int shards) {
        double scale = percent / 100.0;
        long logs = Math.min(LOG_BYTES, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
        return new Pace(
                LeaseTimes.scaled(scale),
                PrimaryTimes.scaled(scale),
                (long) (ATTACH_AGAIN_NANOS * scale),
                Math.max(LEAST_LOG_BYTES, logs / shards),
                logs);
    }
}
