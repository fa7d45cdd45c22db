package dev.cairn.replication.sim;

import java.util.Comparator;
import java.util.PriorityQueue;

/** True time, in nanoseconds, and what happens in it, one event after the other. */
final class Schedule {
    static final long MICRO = 1_000;
    static final long MILLI = 1_000 * MICRO;
    static final long SECOND = 1_000 * MILLI;

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    private long now;
    private long order;

    /** What happens at a time, after all that was planned for that time before. */
    private record Event(long at, long order, Runnable action) {}

    long now() {
        return now;
    }

    void at(long time, Runnable action) {
        events.add(new Event(Math.max(time, now), order++, action));
    }

    void after(long delay, Runnable action) {
        at(now + delay, action);
    }

    void every(long period, Runnable action) {
        after(
                period,
                () -> {
                    action.run();
                    every(period, action);
                });
    }

    /** Runs all events up to {@code end}, and after each of them what is to be done then. */
    void runUntil(long end, Runnable afterEach) {
        for (var next = events.peek(); next != null && next.at() <= end; next = events.peek()) {
            events.remove();
            now = next.at();
            next.action().run();
            afterEach.run();
        }
        now = end;
    }
}
