package dev.cairn.node.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One thread's share of the {@link Counters}: it alone adds, everybody may read, and nobody pays
 * for the other.
 */
public final class Tally {

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    /** Cells before and after, so that two threads' tallies never share a cache line. */
    private static final int PADDING = 16;

    private final long[] cells = new long[Counter.values().length + 2 * PADDING];

    Tally() {}

    public void increment(Counter counter) {
        add(counter, 1);
    }

    public void add(Counter counter, long amount) {
        int at = PADDING + counter.ordinal();
        CELL.setOpaque(cells, at, cells[at] + amount);
    }

    long read(Counter counter) {
        return (long) CELL.getOpaque(cells, PADDING + counter.ordinal());
    }
}
