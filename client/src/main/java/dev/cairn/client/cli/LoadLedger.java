package dev.cairn.client.cli;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What is under way in a load and how far it is wholly answered. Units that share a key are never
 * under way together, so that a repeated one cannot overtake its successor. Thread-safe.
 */
final class LoadLedger {

    /** A unit that has been entered, without what was sent for it. */
    static final class Entry {
        private final long first;
        private final long last;
        private final long end;
        private final long bytes;
        private final @Nullable Set<ByteBuffer> keys;
        private boolean answered;

        private Entry(LoadUnit unit) {
            this.first = unit.first();
            this.last = unit.last();
            this.end = unit.end();
            this.bytes = unit.bytes();
            this.keys = unit.keys();
        }

        long first() {
            return first;
        }

        long size() {
            return last - first + 1;
        }

        /** What to call it, for a human: {@code command 3}, {@code commands 3 to 7}. */
        String name(String noun) {
            return first == last ? noun + " " + first : "%ss %d to %d".formatted(noun, first, last);
        }
    }

    /** How many times the window a unit may go ahead of one that has no answer yet. */
    private static final int AHEAD = 16;

    /** Most bytes that are under way at once, unless a single unit has more. */
    private static final long MOST_BYTES = 64 << 20;

    private final int window;
    private final ArrayDeque<Entry> inOrder = new ArrayDeque<>();
    private final Set<ByteBuffer> keys = new HashSet<>();
    private int underWay;
    private long bytesUnderWay;
    private boolean alone;
    private Checkpoint reached;
    private @Nullable String stop;

    /** A ledger that lets {@code window} units be under way and has reached {@code from}. */
    LoadLedger(int window, Checkpoint from) {
        this.window = window;
        this.reached = from;
    }

    /**
     * Enters a unit when there is room for it, or returns null when {@code millis} have passed
     * without or the load was stopped.
     */
    synchronized @Nullable Entry enter(LoadUnit unit, long millis) throws InterruptedException {
        var entry = new Entry(unit);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (stop == null && !hasRoom(entry)) {
            if (System.nanoTime() - deadline >= 0) {
                return null;
            }
            wait(millis);
        }
        if (stop != null) {
            return null;
        }
        inOrder.add(entry);
        underWay++;
        bytesUnderWay += entry.bytes;
        if (entry.keys == null) {
            alone = true;
        } else {
            keys.addAll(entry.keys);
        }
        return entry;
    }

    private boolean hasRoom(Entry wanted) {
        if (underWay == 0) {
            return true;
        }
        if (alone || wanted.keys == null || bytesUnderWay + wanted.bytes > MOST_BYTES) {
            return false;
        }
        // In this order: the few keys of the unit are looked up among all that are under way.
        return underWay < window
                && inOrder.size() < (long) AHEAD * window
                && Collections.disjoint(keys, wanted.keys);
    }

    /** Notes that a unit was answered, and how many of its items were rejected. */
    synchronized void answered(Entry entry, long rejected) {
        leave(entry);
        entry.answered = true;
        reached = reached.count(entry.size() - rejected, rejected);
        for (Entry head; (head = inOrder.peek()) != null && head.answered; ) {
            inOrder.poll();
            reached = reached.at(head.end, head.last);
        }
        notifyAll();
    }

    /** Notes that a unit has no answer, and stops the load. */
    synchronized void unanswered(Entry entry, String reason) {
        leave(entry);
        stop(reason);
        notifyAll();
    }

    private void leave(Entry entry) {
        underWay--;
        bytesUnderWay -= entry.bytes;
        if (entry.keys == null) {
            alone = false;
        } else {
            keys.removeAll(entry.keys);
        }
    }

    /** Stops the load. */
    synchronized void stop(String reason) {
        stop = stop == null ? reason : stop;
    }

    /** Why the load was stopped, or null. */
    synchronized @Nullable String stopped() {
        return stop;
    }

    /** How far the input is wholly answered, and how many items were accepted and rejected. */
    synchronized Checkpoint reached() {
        return reached;
    }

    /** Waits up to {@code millis} for all to be answered; returns whether they are. */
    synchronized boolean awaitAll(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (underWay > 0 && System.nanoTime() - deadline < 0) {
            wait(millis);
        }
        return underWay == 0;
    }
}
