package dev.cairn.node.tracking;

import dev.cairn.node.memory.Slice;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** A key that clients may have cached, and which clients; equal to another of the same bytes. */
final class CachedKey implements Comparable<CachedKey> {

    private final byte[] bytes;
    private final int hash;
    private Set<Tracker> trackers = Set.of();

    CachedKey(byte[] bytes, long hash) {
        this.bytes = bytes;
        this.hash = Long.hashCode(hash);
    }

    static CachedKey of(Slice key) {
        return new CachedKey(key.toBytes(), key.hash());
    }

    int length() {
        return bytes.length;
    }

    /** Most keys are cached by one client, which takes no set that can grow. */
    void add(Tracker tracker) {
        if (trackers.isEmpty()) {
            trackers = Set.of(tracker);
            return;
        }
        if (trackers.size() == 1) {
            trackers = new HashSet<>(trackers);
        }
        trackers.add(tracker);
    }

    void remove(Tracker tracker) {
        if (trackers.size() == 1 && trackers.contains(tracker)) {
            trackers = Set.of();
        } else if (trackers.size() > 1) {
            trackers.remove(tracker);
        }
    }

    Set<Tracker> trackers() {
        return trackers;
    }

    /** Tells them all. */
    void forget(@Nullable Listener by) {
        for (Tracker tracker : trackers) {
            tracker.forget(bytes, by);
        }
    }

    /** Keys chosen for equal hashes are kept in a tree. */
    @Override
    public int compareTo(CachedKey other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CachedKey key
                && key.hash == hash
                && Arrays.equals(key.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
