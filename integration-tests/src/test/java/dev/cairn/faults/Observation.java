package dev.cairn.faults;

import org.jspecify.annotations.Nullable;

/**
 * One call on one key: what it did, what its client was told, and between which two moments of one
 * clock it took effect, if it did.
 *
 * @param endedNanos {@link #NEVER} if its outcome is unknown: it may take effect at any time after
 *     it began, or never
 */
record Observation(Action action, long beganNanos, long endedNanos) {
    static final long NEVER = Long.MAX_VALUE;

    /** What was done. */
    sealed interface Action {}

    /** A register was set. */
    record Write(String value) implements Action {}

    /** A register or counter was read; null if the key did not exist. */
    record Read(@Nullable String value) implements Action {}

    /** A counter was incremented by one, which answered the new value; 0 if the answer is lost. */
    record Increment(long reply) implements Action {}

    boolean isUnknown() {
        return endedNanos == NEVER;
    }
}
