package dev.cairn.node.metadata.grid;

import java.time.Duration;

/** Says when something that lasts is to be said again: first after a while, then as often. */
final class Reminder {
    private final long everyNanos;
    private long nextNanos;

    Reminder(Duration every, long nowNanos) {
        everyNanos = every.toNanos();
        nextNanos = nowNanos + everyNanos;
    }

    boolean isDue(long nowNanos) {
        if (nowNanos - nextNanos < 0) {
            return false;
        }
        nextNanos = nowNanos + everyNanos;
        return true;
    }
}
