package dev.cairn.node.tracking;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Which clients are told of all keys that begin with a prefix. Any thread may call. */
final class Prefixes {

    private final ConcurrentSkipListMap<byte[], Set<Tracker>> table =
            new ConcurrentSkipListMap<>(Arrays::compareUnsigned);

    /** Takes a prefix of a key, and the clients that are told about it. */
    @FunctionalInterface
    interface Visitor {
        void visit(byte[] prefix, Set<Tracker> trackers);
    }

    synchronized void add(byte[] prefix, Tracker tracker) {
        table.computeIfAbsent(prefix, bytes -> ConcurrentHashMap.newKeySet(1)).add(tracker);
    }

    synchronized void remove(byte[] prefix, Tracker tracker) {
        Set<Tracker> trackers = table.get(prefix);
        if (trackers != null && trackers.remove(tracker) && trackers.isEmpty()) {
            table.remove(prefix);
        }
    }

    boolean isEmpty() {
        return table.isEmpty();
    }

    int size() {
        return table.size();
    }

    /**
     * Visits the prefixes that a key begins with, the longest first. The greatest prefix not above
     * the key either is one, or ends all hope for those longer than what it has in common with the
     * key.
     */
    void find(byte[] key, Visitor visitor) {
        for (var entry = table.floorEntry(key); entry != null; ) {
            byte[] prefix = entry.getKey();
            int differ = Arrays.mismatch(prefix, key);
            boolean begins = differ < 0 || differ == prefix.length;
            if (begins) {
                visitor.visit(prefix, entry.getValue());
            }
            int longest = begins ? prefix.length - 1 : differ;
            if (longest < 0) {
                return;
            }
            entry = table.floorEntry(Arrays.copyOf(key, longest));
        }
    }
}
