package dev.cairn.node.grid;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The requests for a shard that wait until it is known who leads it. Belongs to whoever is inside;
 * any thread may ask whether requests are kept.
 */
final class KeptRequests {

    private static final long MOST_NANOS = 1_000_000_000L;

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private volatile boolean open;
    private long sinceNanos;

    /** Keeps what comes from now on. */
    void begin(long nowNanos) {
        if (!open) {
            sinceNanos = nowNanos;
            open = true;
        }
    }

    boolean isOpen() {
        return open;
    }

    /** What one of them is to do when the waiting is over. */
    void add(Runnable again) {
        waiting.add(again);
    }

    /** Keeps nothing more, and tries those again that are here. */
    void end() {
        open = false;
        for (Runnable again; (again = waiting.poll()) != null; ) {
            again.run();
        }
    }

    /** No client waits longer than a moment. */
    void endIfLate(long nowNanos) {
        if (open && nowNanos - sinceNanos > MOST_NANOS) {
            end();
        }
    }
}
