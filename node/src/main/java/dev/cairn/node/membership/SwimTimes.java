package dev.cairn.node.membership;

import java.time.Duration;

/**
 * The times of the protocol, in nanoseconds, stretched together for slow machines.
 *
 * @param probeInterval from one probe to the next
 * @param probeTimeout how long a direct probe may take before others are asked
 * @param spreadInterval from one round of news to the next, while there are any
 * @param syncInterval from one full exchange with some member to the next
 * @param reapAfter how long a dead node is remembered, so that old rumors do not revive it
 */
public record SwimTimes(
        long probeInterval,
        long probeTimeout,
        long spreadInterval,
        long syncInterval,
        long reapAfter) {

    /** The usual times, stretched by {@code percent} (100 leaves them as they are). */
    public static SwimTimes scaled(long percent) {
        return new SwimTimes(
                scaled(Duration.ofMillis(500), percent),
                scaled(Duration.ofMillis(250), percent),
                scaled(Duration.ofMillis(100), percent),
                scaled(Duration.ofSeconds(30), percent),
                scaled(Duration.ofSeconds(60), percent));
    }

    /** The longest that the core may be left without a tick. */
    public long tick() {
        return probeTimeout / 5;
    }

    private static long scaled(Duration time, long percent) {
        return time.toNanos() / 100 * percent;
    }
}
