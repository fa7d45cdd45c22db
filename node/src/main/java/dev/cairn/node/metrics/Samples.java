package dev.cairn.node.metrics;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.ToLongFunction;

/**
 * What is measured a few times a second: rates, as the average of the last few seconds, and the
 * peak of memory. Any thread may call.
 */
public final class Samples {

    private static final int KEPT = 16;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Deque<Sample> last = new ArrayDeque<>();
    private long peakBytes;
    private long firstBytes;

    /**
     * Sums since the start at one moment.
     *
     * @param inputBytes from clients
     * @param peerInputBytes from other nodes
     * @param usedBytes memory in use at that moment
     */
    public record Sample(
            long nanos,
            long commands,
            long inputBytes,
            long outputBytes,
            long peerInputBytes,
            long peerOutputBytes,
            long usedBytes) {}

    /** Adds what is measured now. */
    public synchronized void add(Sample now) {
        firstBytes = firstBytes == 0 ? now.usedBytes : firstBytes;
        last.addLast(now);
        if (last.size() > KEPT) {
            last.removeFirst();
        }
        peakBytes = Math.max(peakBytes, now.usedBytes);
    }

    /** The most memory that was ever in use when a sample was taken. */
    public synchronized long peakBytes() {
        return peakBytes;
    }

    /** The memory that was in use when the node had started. */
    public synchronized long firstBytes() {
        return firstBytes;
    }

    public double commandsPerSecond() {
        return rate(Sample::commands);
    }

    public double inputBytesPerSecond() {
        return rate(Sample::inputBytes);
    }

    public double outputBytesPerSecond() {
        return rate(Sample::outputBytes);
    }

    public double peerInputBytesPerSecond() {
        return rate(Sample::peerInputBytes);
    }

    public double peerOutputBytesPerSecond() {
        return rate(Sample::peerOutputBytes);
    }

    private synchronized double rate(ToLongFunction<Sample> sum) {
        if (last.size() < 2) {
            return 0;
        }
        Sample from = last.getFirst();
        Sample to = last.getLast();
        double seconds = (to.nanos - from.nanos) / NANOS_PER_SECOND;
        long more = sum.applyAsLong(to) - sum.applyAsLong(from);
        return seconds <= 0 ? 0 : Math.max(0, more) / seconds; // a reset counts from zero again
    }
}
