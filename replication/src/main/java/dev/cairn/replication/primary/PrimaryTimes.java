package dev.cairn.replication.primary;

/**
 * How long a primary waits, in nanoseconds.
 *
 * @param ackNanos an in-sync member that leaves a record unacknowledged for so long is to be
 *     removed
 * @param inStepNanos a replica that was in step for so long is to be added
 * @param proposalNanos a proposal without visible result is repeated after so long
 */
public record PrimaryTimes(long ackNanos, long inStepNanos, long proposalNanos) {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** The defaults, multiplied for slow machines. */
    public static PrimaryTimes scaled(double scale) {
        return new PrimaryTimes(millis(500, scale), millis(2_000, scale), millis(500, scale));
    }

    private static long millis(long millis, double scale) {
        return (long) (NANOS_PER_MILLI * millis * scale);
    }
}
