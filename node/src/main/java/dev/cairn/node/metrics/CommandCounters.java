package dev.cairn.node.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** How often and how long each command ran; a command is known by its number in the table. */
public final class CommandCounters {

    private final int commands;
    private final List<CommandTally> tallies = new CopyOnWriteArrayList<>();
    private Figures[] origin;

    /**
     * What was counted of one command.
     *
     * @param latencies calls by the power of two of their nanoseconds: bucket n holds those below
     *     2^n
     */
    public record Figures(long calls, long nanos, long rejected, long failed, long[] latencies) {

        private static final Figures ZERO = new Figures(0, 0, 0, 0, new long[CommandTally.BUCKETS]);

        /** The calls whose latency was counted. */
        public long tracked() {
            return Arrays.stream(latencies).sum();
        }

        private Figures minus(Figures other) {
            var left = latencies.clone();
            for (int i = 0; i < left.length; i++) {
                left[i] -= other.latencies[i];
            }
            return new Figures(
                    calls - other.calls,
                    nanos - other.nanos,
                    rejected - other.rejected,
                    failed - other.failed,
                    left);
        }
    }

    /** Counters of a table with so many commands. */
    public CommandCounters(int commands) {
        this.commands = commands;
        this.origin = zeros(commands);
    }

    /** A tally for one more thread, which alone may add to it. */
    public CommandTally open() {
        var tally = new CommandTally(commands);
        tallies.add(tally);
        return tally;
    }

    /** What was counted of a command since the last {@link #reset}. */
    public synchronized Figures of(int command) {
        return total(command).minus(origin[command]);
    }

    /** CONFIG RESETSTAT and LATENCY RESET: counts from zero again. */
    public synchronized void reset() {
        var totals = zeros(commands);
        for (int i = 0; i < commands; i++) {
            totals[i] = total(i);
        }
        origin = totals;
    }

    private Figures total(int command) {
        long calls = 0;
        long nanos = 0;
        long rejected = 0;
        long failed = 0;
        var latencies = new long[CommandTally.BUCKETS];
        for (CommandTally tally : tallies) {
            calls += tally.read(command, CommandTally.CALLS);
            nanos += tally.read(command, CommandTally.NANOS);
            rejected += tally.read(command, CommandTally.REJECTED);
            failed += tally.read(command, CommandTally.FAILED);
            for (int i = 0; i < latencies.length; i++) {
                latencies[i] += tally.readBucket(command, i);
            }
        }
        return new Figures(calls, nanos, rejected, failed, latencies);
    }

    private static Figures[] zeros(int commands) {
        var zeros = new Figures[commands];
        Arrays.fill(zeros, Figures.ZERO);
        return zeros;
    }
}
