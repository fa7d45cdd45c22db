package dev.cairn.node.tracking;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All clients of a node that are told of changes, and the limits of what is kept for them. Any
 * thread may call.
 *
 * <p>While nobody is tracking, {@link #isOn} is all that a command costs.
 */
public final class Tracking {

    /** About what a prefix of a client takes besides its bytes. */
    private static final long PREFIX_BYTES = 256;

    private final Set<Tracker> trackers = ConcurrentHashMap.newKeySet();
    private final Prefixes prefixes = new Prefixes();
    private final AtomicLong keys = new AtomicLong();
    private final AtomicLong items = new AtomicLong();
    private final AtomicLong keyBytes = new AtomicLong();
    private final AtomicLong prefixBytes = new AtomicLong();
    private final long mostBytes;
    private volatile long mostKeys = Long.MAX_VALUE;
    private volatile boolean on;

    /**
     * @param mostBytes how much memory keys may take, and prefixes
     */
    public Tracking(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Whether anybody is tracking. */
    public boolean isOn() {
        return on;
    }

    /** How many clients are tracking. */
    public int clients() {
        return trackers.size();
    }

    /** How many keys clients may have cached. */
    public long keys() {
        return keys.get();
    }

    /** How many clients may have cached each of them, in all. */
    public long items() {
        return items.get();
    }

    /** How many prefixes clients are told about. */
    public int prefixes() {
        return prefixes.size();
    }

    /** At most so many keys are noted; 0 for as many as there is memory for. */
    public void mostKeys(long most) {
        mostKeys = most == 0 ? Long.MAX_VALUE : most;
    }

    /** A client begins to track. */
    public synchronized Tracker begin(Listener owner, Mode mode) {
        var tracker = new Tracker(owner, mode);
        trackers.add(tracker);
        on = true;
        return tracker;
    }

    /** A client tracks no more; keys that are noted for it are to be dropped, shard by shard. */
    public synchronized void end(Tracker tracker) {
        if (!trackers.remove(tracker)) {
            return;
        }
        for (byte[] prefix : tracker.prefixes()) {
            prefixes.remove(prefix, tracker);
            prefixBytes.addAndGet(-PREFIX_BYTES - prefix.length);
        }
        on = !trackers.isEmpty();
    }

    /** Whether so many prefixes more would take too much memory. */
    public boolean isTooMuch(List<byte[]> more) {
        long bytes = prefixBytes.get();
        for (byte[] prefix : more) {
            bytes += PREFIX_BYTES + prefix.length;
        }
        return bytes > mostBytes;
    }

    /** A client is told from now on of all keys that begin with a prefix. */
    public void add(byte[] prefix, Tracker tracker) {
        if (tracker.addPrefix(prefix)) {
            prefixes.add(prefix, tracker);
            tracker.holds(PREFIX_BYTES + prefix.length);
            prefixBytes.addAndGet(PREFIX_BYTES + prefix.length);
        }
    }

    /** Every key may have changed: all are told. */
    public void forgetAll() {
        trackers.forEach(Tracker::forgetAll);
    }

    // For the shards.

    boolean isBroadcasting() {
        return !prefixes.isEmpty();
    }

    /** A key has changed: those are told that have a prefix of it. */
    void broadcast(byte[] key, @Nullable Listener by) {
        prefixes.find(
                key,
                (prefix, those) -> {
                    for (Tracker tracker : those) {
                        tracker.forget(prefix, key, by);
                    }
                });
    }

    /** Any keys may have changed: what was cached by prefix cannot be told one by one. */
    void forgetBroadcast() {
        for (Tracker tracker : trackers) {
            if (tracker.mode().broadcast()) {
                tracker.forgetAll();
            }
        }
    }

    void countKeys(int more, long bytes) {
        keys.addAndGet(more);
        keyBytes.addAndGet(bytes);
    }

    void countItems(int more, long bytes) {
        items.addAndGet(more);
        keyBytes.addAndGet(bytes);
    }

    boolean isOverfull() {
        return keys.get() > mostKeys || keyBytes.get() > mostBytes;
    }
}
