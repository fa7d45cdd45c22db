package dev.cairn.node.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** One thread's share of the {@link CommandCounters}: it alone adds, everybody may read. */
public final class CommandTally {

    static final int CALLS = 0;
    static final int NANOS = 1;
    static final int REJECTED = 2;
    static final int FAILED = 3;

    /** Latencies are counted by their power of two, in nanoseconds. */
    static final int BUCKETS = 40;

    private static final int HISTOGRAM = 8;
    private static final int CELLS = HISTOGRAM + BUCKETS;
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[][] rows;

    CommandTally(int commands) {
        rows = new long[commands][];
    }

    /**
     * A command ran for so long.
     *
     * @param tracked whether it is counted by its latency, too
     */
    public void ran(int command, long nanos, boolean tracked) {
        long[] row = row(command);
        add(row, CALLS, 1);
        add(row, NANOS, nanos);
        if (tracked) {
            add(row, HISTOGRAM + bucket(nanos), 1);
        }
    }

    /** A command was refused before it began. */
    public void rejected(int command) {
        add(row(command), REJECTED, 1);
    }

    /** A command replied with an error. */
    public void failed(int command) {
        add(row(command), FAILED, 1);
    }

    long read(int command, int cell) {
        long[] row = rows[command];
        return row == null ? 0 : (long) CELL.getOpaque(row, cell);
    }

    long readBucket(int command, int bucket) {
        return read(command, HISTOGRAM + bucket);
    }

    static int bucket(long nanos) {
        return Math.min(BUCKETS - 1, 64 - Long.numberOfLeadingZeros(nanos));
    }

    private long[] row(int command) {
        long[] row = rows[command];
        if (row == null) {
            row = new long[CELLS];
            rows[command] = row;
        }
        return row;
    }

    private static void add(long[] row, int cell, long amount) {
        CELL.setOpaque(row, cell, row[cell] + amount);
    }
}
