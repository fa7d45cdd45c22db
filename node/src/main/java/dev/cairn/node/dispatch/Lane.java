package dev.cairn.node.dispatch;

import dev.cairn.node.command.Keys;
import dev.cairn.node.metrics.CommandTally;
import dev.cairn.node.metrics.Tally;
import dev.cairn.node.shard.Visit;
import dev.cairn.node.store.Prefetch;

/** What one thread runs commands with: its visit, its scratch, its tallies, its clock. */
public final class Lane {

    private static final long NANOS_PER_MILLI = 1_000_000;

    final Visit visit;
    final Keys keys = new Keys();
    final Prefetch prefetch = new Prefetch(Batch.MOST);

    /** A queued command on its way out of its transaction. */
    final Request queued = new Request();

    final Tally tally;
    final CommandTally commands;
    private long nowMillis;
    private long nanos;
    private long clockNanos;

    Lane(Visit visit, Tally tally, CommandTally commands) {
        this.visit = visit;
        this.tally = tally;
        this.commands = commands;
    }

    /** This thread's share of the node's counters. */
    public Tally tally() {
        return tally;
    }

    /** Looks at the clocks: a task begins. */
    void begin() {
        nowMillis = System.currentTimeMillis();
        nanos = System.nanoTime();
        clockNanos = nanos;
    }

    /** The wall clock when the command began. */
    long nowMillis() {
        return nowMillis;
    }

    /**
     * Nanoseconds since this was last asked, or since the task began. The wall clock is looked at
     * again if it may have moved on.
     */
    long lap() {
        long before = nanos;
        nanos = System.nanoTime();
        if (nanos - clockNanos >= NANOS_PER_MILLI) {
            clockNanos = nanos;
            nowMillis = System.currentTimeMillis();
        }
        return nanos - before;
    }
}
