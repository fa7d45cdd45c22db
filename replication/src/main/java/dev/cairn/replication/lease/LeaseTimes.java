package dev.cairn.replication.lease;

/**
 * The times of leases, in nanoseconds. A lease runs from the sending of a beacon, the grace from
 * its receipt and for longer, so that whoever may depose a primary knows that its lease is over.
 */
public record LeaseTimes(long beaconNanos, long leaseNanos, long graceNanos) {
    private static final long NANOS_PER_MILLI = 1_000_000;

    public LeaseTimes {
        if (beaconNanos <= 0 || leaseNanos <= beaconNanos || graceNanos <= leaseNanos) {
            throw new IllegalArgumentException("beacon < lease < grace does not hold");
        }
    }

    /** The defaults, multiplied for slow machines. */
    public static LeaseTimes scaled(double scale) {
        return new LeaseTimes(millis(100, scale), millis(1_000, scale), millis(1_500, scale));
    }

    private static long millis(long millis, double scale) {
        return (long) (NANOS_PER_MILLI * millis * scale);
    }
}
