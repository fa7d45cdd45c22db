package dev.cairn.node.store;

import dev.cairn.node.memory.Memory;
import dev.cairn.node.memory.Slabs;
import dev.cairn.node.memory.Slice;

/**
 * One segment of a table: up to 1,024 slots of eight bytes, probed linearly from a home bucket of
 * eight, which is one cache line.
 *
 * <p>A slot holds nothing (0), a grave (1) or a pointer: 12 bits of the hash's prefix, 7 bits that
 * choose the home bucket, 1 bit for records that expire, and 44 bits of the record's address
 * without its three zeros. The hash bits in a slot let a segment grow, and split twelve times,
 * without touching a record.
 */
final class Segment {
    static final int MOST_SLOTS = 1_024;
    static final int BUCKETS = 128;
    static final int PREFIX_BITS = 12;

    static final long EMPTY = 0;
    private static final long GRAVE = 1;

    private static final int LEAST_SLOTS = 16;
    private static final int BUCKET_SHIFT = 45;
    private static final long PREFIX_MASK = -1L << (64 - PREFIX_BITS);
    private static final long TAG_MASK = -1L << BUCKET_SHIFT;
    private static final long EXPIRES = 1L << 44;
    private static final long ADDRESS_MASK = EXPIRES - 1;

    private final Slabs slabs;
    private long slots;
    private int mask;
    private int filled;
    private int live;

    /** How many of a hash's leading bits all records of this segment share. */
    int depth;

    Segment(Slabs slabs, int depth) {
        this.slabs = slabs;
        this.depth = depth;
        open(LEAST_SLOTS);
    }

    static long pointer(long hash, long record, boolean expires) {
        return tag(hash) | (expires ? EXPIRES : 0) | record >>> 3;
    }

    static long record(long pointer) {
        return (pointer & ADDRESS_MASK) << 3;
    }

    static boolean expires(long pointer) {
        return (pointer & EXPIRES) != 0;
    }

    static boolean isPointer(long slot) {
        return slot != EMPTY && slot != GRAVE;
    }

    static int bucket(long pointer) {
        return (int) (pointer >>> BUCKET_SHIFT) & (BUCKETS - 1);
    }

    private static long tag(long hash) {
        return (hash & PREFIX_MASK) | (hash & (BUCKETS - 1)) << BUCKET_SHIFT;
    }

    int live() {
        return live;
    }

    int capacity() {
        return mask + 1;
    }

    long slot(int i) {
        return Memory.getLong(slots + ((long) i << 3));
    }

    /** Where the probing for a home bucket begins. */
    int home(int bucket) {
        // Fewer slots than buckets for the smallest segments: neighbours share a start.
        return ((bucket * (mask + 1)) >>> 7) & ~7;
    }

    int next(int slot) {
        return (slot + 1) & mask;
    }

    /** Reads the home bucket, so that it is in the cache when it is needed. */
    long touch(long hash) {
        return slot(home((int) hash & (BUCKETS - 1)));
    }

    /** The slot of the record with this key, or -1. */
    int find(long hash, Slice key) {
        long tag = tag(hash);
        for (int i = home((int) hash & (BUCKETS - 1)); ; i = next(i)) {
            long slot = slot(i);
            if (slot == EMPTY) {
                return -1;
            }
            if (((slot ^ tag) & TAG_MASK) == 0
                    && slot != GRAVE
                    && RecordLayout.hasKey(record(slot), key)) {
                return i;
            }
        }
    }

    /** The slot that points to {@code record}, which is in this segment. */
    int find(long hash, long record) {
        for (int i = home((int) hash & (BUCKETS - 1)); ; i = next(i)) {
            long slot = slot(i);
            if (slot == EMPTY) {
                throw new IllegalStateException("a record is not where its hash says");
            }
            if (record(slot) == record) {
                return i;
            }
        }
    }

    void set(int i, long pointer) {
        Memory.putLong(slots + ((long) i << 3), pointer);
    }

    /** Whether one more pointer leaves the probing short. */
    boolean hasRoom() {
        return filled < (mask + 1) - ((mask + 1) >>> 3);
    }

    /** Adds a pointer; there must be room. */
    void add(long pointer) {
        int i = home(bucket(pointer));
        while (isPointer(slot(i))) {
            i = next(i);
        }
        if (slot(i) == EMPTY) {
            filled++;
        }
        set(i, pointer);
        live++;
    }

    void remove(int i) {
        live--;
        if (slot(next(i)) != EMPTY) {
            set(i, GRAVE);
            return;
        }
        // Nothing is probed past here any more, so the graves before it may go as well.
        int empty = i;
        do {
            set(empty, EMPTY);
            filled--;
            empty = (empty - 1) & mask;
        } while (slot(empty) == GRAVE);
    }

    /** Makes room without a split if it can: by clearing graves or by growing. */
    boolean makeRoom() {
        boolean mostlyGraves = live < (mask + 1) / 2;
        if (!mostlyGraves && capacity() == MOST_SLOTS) {
            return false;
        }
        rebuild(mostlyGraves ? capacity() : 2 * capacity());
        return true;
    }

    /**
     * Moves the records whose hash continues with a 1 to a new segment; both are one bit deeper.
     */
    Segment split() {
        int bit = 63 - depth;
        boolean tagKnows = depth < PREFIX_BITS;
        depth++;
        var sibling = new Segment(slabs, depth);
        sibling.reopen(capacity());
        for (int i = 0; i <= mask; i++) {
            long pointer = slot(i);
            if (!isPointer(pointer)) {
                continue;
            }
            long hash = tagKnows ? pointer : hashOf(record(pointer));
            if ((hash >>> bit & 1) == 1) {
                sibling.add(pointer);
                set(i, GRAVE);
                live--;
            }
        }
        rebuild(capacity());
        return sibling;
    }

    void close() {
        slabs.free(slots, capacity() * 8);
    }

    private static long hashOf(long record) {
        return Memory.hash(RecordLayout.keyAddress(record), RecordLayout.keyLength(record));
    }

    private void rebuild(int capacity) {
        long old = slots;
        int oldCapacity = capacity();
        open(capacity);
        for (int i = 0; i < oldCapacity; i++) {
            long pointer = Memory.getLong(old + ((long) i << 3));
            if (isPointer(pointer)) {
                add(pointer);
            }
        }
        slabs.free(old, oldCapacity * 8);
    }

    private void reopen(int capacity) {
        close();
        open(capacity);
    }

    private void open(int capacity) {
        slots = slabs.allocate(capacity * 8);
        Memory.fill(slots, capacity * 8L, 0);
        mask = capacity - 1;
        filled = 0;
        live = 0;
    }
}
