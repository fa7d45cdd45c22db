package dev.cairn.client.cli;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What is under way in a load and how far it is wholly answered. Items of the same key are never
 * under way together, so that a repeated one cannot overtake its successor. Thread-safe.
 */
final class LoadLedger {

    /** One item under way. */
    static final class Entry {
        private final long number;
        private final long end;
        private final @Nullable ByteBuffer key;
        private boolean answered;

        private Entry(long number, long end, @Nullable ByteBuffer key) {
            this.number = number;
            this.end = end;
            this.key = key;
        }

        long number() {
            return number;
        }
    }

    private final int window;
    private final ArrayDeque<Entry> inOrder = new ArrayDeque<>();
    private final Set<ByteBuffer> keys = new HashSet<>();
    private int underWay;
    private boolean alone;
    private Checkpoint reached;
    private @Nullable String stop;

    /** A ledger that lets {@code window} items be under way and has reached {@code from}. */
    LoadLedger(int window, Checkpoint from) {
        this.window = window;
        this.reached = from;
    }

    /**
     * Enters an item when there is room for it, or returns null when {@code millis} have passed
     * without or the load was stopped.
     *
     * @param key the only key it touches; null if it may touch any, and so goes alone
     */
    synchronized @Nullable Entry enter(LoadSource.Item item, byte @Nullable [] key, long millis)
            throws InterruptedException {
        ByteBuffer name = key == null ? null : ByteBuffer.wrap(key);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (stop == null && !hasRoom(name) && System.nanoTime() - deadline < 0) {
            wait(millis);
        }
        if (stop != null || !hasRoom(name)) {
            return null;
        }
        var entry = new Entry(item.number(), item.end(), name);
        inOrder.add(entry);
        underWay++;
        if (name == null) {
            alone = true;
        } else {
            keys.add(name);
        }
        return entry;
    }

    private boolean hasRoom(@Nullable ByteBuffer key) {
        if (alone || (key == null && underWay > 0)) {
            return false;
        }
        return underWay < window && (key == null || !keys.contains(key));
    }

    /** Notes that an item was accepted or rejected. */
    synchronized void answered(Entry entry, boolean accepted) {
        leave(entry);
        entry.answered = true;
        reached = reached.count(accepted);
        for (Entry head; (head = inOrder.peek()) != null && head.answered; ) {
            inOrder.poll();
            reached = reached.at(head.end, head.number);
        }
        notifyAll();
    }

    /** Notes that an item has no answer, and stops the load. */
    synchronized void unanswered(Entry entry, String reason) {
        leave(entry);
        stop(reason);
        notifyAll();
    }

    private void leave(Entry entry) {
        underWay--;
        if (entry.key == null) {
            alone = false;
        } else {
            keys.remove(entry.key);
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
