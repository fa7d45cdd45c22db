package dev.cairn.node.store;

import dev.cairn.node.memory.Slabs;
import dev.cairn.node.memory.Slice;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * An extendible hash table of records: a directory over the leading bits of the hash, leading to
 * segments that split one at a time, so that no insertion ever moves more than one segment (Fagin
 * et al., "Extendible Hashing", 1979).
 *
 * <p>It owns its segments but not the records: whoever removes a record frees it.
 */
final class Table {
    private static final int CURSOR_PREFIX_BITS = 40;
    private static final long CURSOR_END = 1L << CURSOR_PREFIX_BITS;
    private static final int BUCKET_BITS = 7;

    private final Slabs slabs;
    private Segment[] directory;
    private int depth;
    private long size;
    private long expiring;
    private long[] found = new long[32];

    Table(Slabs slabs) {
        this.slabs = slabs;
        this.directory = new Segment[] {new Segment(slabs, 0)};
    }

    /** Takes the records of one step of a scan, or of a walk. */
    @FunctionalInterface
    interface Visitor {
        void visit(long record);
    }

    long size() {
        return size;
    }

    /** How many records are marked as expiring. */
    long expiring() {
        return expiring;
    }

    long touch(long hash) {
        return segment(hash).touch(hash);
    }

    /** The record with this key, or 0. */
    long find(long hash, Slice key) {
        var segment = segment(hash);
        int slot = segment.find(hash, key);
        return slot < 0 ? 0 : Segment.record(segment.slot(slot));
    }

    /** Adds a record whose key is not in the table. */
    void add(long hash, long record, boolean expires) {
        var segment = segment(hash);
        while (!segment.hasRoom()) {
            if (!segment.makeRoom()) {
                split(segment, hash);
                segment = segment(hash);
            }
        }
        segment.add(Segment.pointer(hash, record, expires));
        size++;
        expiring += expires ? 1 : 0;
    }

    /** Lets the table point to {@code record} instead of {@code old}; the key is the same. */
    void replace(long hash, long old, long record, boolean expires) {
        var segment = segment(hash);
        int slot = segment.find(hash, old);
        expiring += (expires ? 1 : 0) - (Segment.expires(segment.slot(slot)) ? 1 : 0);
        segment.set(slot, Segment.pointer(hash, record, expires));
    }

    void remove(long hash, long record) {
        var segment = segment(hash);
        int slot = segment.find(hash, record);
        expiring -= Segment.expires(segment.slot(slot)) ? 1 : 0;
        segment.remove(slot);
        size--;
    }

    /**
     * Visits the records of some home buckets from {@code cursor} on, at least {@code count} of
     * them if there are so many left, in the order of the hash. A record that is in the table from
     * the scan's beginning to its end is visited at least once, whatever splits meanwhile. The
     * visitor may change the table.
     *
     * @return where to go on; 0 when all has been visited
     */
    long scan(long cursor, long count, Visitor visitor) {
        long prefix = cursor >>> BUCKET_BITS;
        int bucket = (int) cursor & (Segment.BUCKETS - 1);
        int gathered = 0;
        while (prefix < CURSOR_END && gathered < count) {
            var segment = directory[directoryIndex(prefix)];
            while (segment.live() > 0 && bucket < Segment.BUCKETS && gathered < count) {
                gathered = gather(segment, bucket++, gathered);
            }
            if (segment.live() == 0 || bucket == Segment.BUCKETS) {
                bucket = 0;
                prefix = after(prefix, segment.depth);
            }
        }
        for (int i = 0; i < gathered; i++) {
            visitor.visit(found[i]);
        }
        return prefix >= CURSOR_END ? 0 : prefix << BUCKET_BITS | bucket;
    }

    /** Visits the records marked as expiring of one segment; the next cursor, 0 at the end. */
    long walkExpiring(long cursor, Visitor visitor) {
        var segment = directory[directoryIndex(cursor)];
        int gathered = 0;
        for (int i = 0; expiring > 0 && i < segment.capacity(); i++) {
            long slot = segment.slot(i);
            if (Segment.expires(slot) && Segment.isPointer(slot)) {
                gathered = keep(Segment.record(slot), gathered);
            }
        }
        for (int i = 0; i < gathered; i++) {
            visitor.visit(found[i]);
        }
        long next = after(cursor, segment.depth);
        return next >= CURSOR_END ? 0 : next;
    }

    /** A record chosen evenly; the table must not be empty. */
    long random(RandomGenerator random) {
        while (true) {
            var segment = directory[random.nextInt(directory.length)];
            // Rejecting by slots of a full segment keeps the choice even between segments too.
            int slot = random.nextInt(Segment.MOST_SLOTS);
            if (directory.length == 1) {
                slot &= segment.capacity() - 1;
            }
            if (slot < segment.capacity() && Segment.isPointer(segment.slot(slot))) {
                return Segment.record(segment.slot(slot));
            }
        }
    }

    /**
     * Takes records out of the table, without an order, and gives them to {@code visitor}, at most
     * about {@code most}.
     *
     * @return whether records are left
     */
    boolean drain(int most, Visitor visitor) {
        int taken = 0;
        while (size > 0 && taken < most) {
            taken += drainSegment(visitor);
        }
        return size > 0;
    }

    /** Bytes of the records and their pointers; looks at every record. */
    long memoryUsage() {
        long bytes = 0;
        for (int i = 0; i < directory.length; i++) {
            if (i > 0 && directory[i] == directory[i - 1]) {
                continue;
            }
            bytes += directory[i].capacity() * 8L;
            for (int slot = 0; slot < directory[i].capacity(); slot++) {
                long pointer = directory[i].slot(slot);
                if (Segment.isPointer(pointer)) {
                    int size = RecordLayout.bytes(Segment.record(pointer));
                    bytes += Slabs.blockBytes(size);
                }
            }
        }
        return bytes;
    }

    /** Hands everything over to be freed and begins anew, empty. */
    void drainInto(Reclaim reclaim) {
        var old = new Table(slabs);
        var empty = old.directory;
        old.directory = directory;
        old.depth = depth;
        old.size = size;
        old.expiring = expiring;
        directory = empty;
        depth = 0;
        size = 0;
        expiring = 0;
        reclaim.add(old);
    }

    /** Gives back the segments; the table must not be used any more. */
    void close() {
        @Nullable Segment previous = null;
        for (var segment : directory) {
            if (segment != previous) {
                segment.close();
            }
            previous = segment;
        }
        directory = new Segment[0];
    }

    private int drainSegment(Visitor visitor) {
        for (var segment : directory) {
            if (segment.live() == 0) {
                continue;
            }
            int taken = 0;
            for (int i = 0; i < segment.capacity(); i++) {
                long slot = segment.slot(i);
                if (Segment.isPointer(slot)) {
                    segment.remove(i);
                    size--;
                    expiring -= Segment.expires(slot) ? 1 : 0;
                    visitor.visit(Segment.record(slot));
                    taken++;
                }
            }
            return taken;
        }
        throw new IllegalStateException("a table of " + size + " records has none");
    }

    private int gather(Segment segment, int bucket, int gathered) {
        int count = gathered;
        for (int i = segment.home(bucket); segment.slot(i) != Segment.EMPTY; i = segment.next(i)) {
            long slot = segment.slot(i);
            if (Segment.isPointer(slot) && Segment.bucket(slot) == bucket) {
                count = keep(Segment.record(slot), count);
            }
        }
        return count;
    }

    private int keep(long record, int count) {
        if (count == found.length) {
            found = Arrays.copyOf(found, 2 * count);
        }
        found[count] = record;
        return count + 1;
    }

    private Segment segment(long hash) {
        return directory[(int) (hash >>> 1 >>> (63 - depth))];
    }

    private int directoryIndex(long prefix) {
        return (int) (prefix >>> (CURSOR_PREFIX_BITS - depth));
    }

    private static long after(long prefix, int depth) {
        int shift = CURSOR_PREFIX_BITS - depth;
        return ((prefix >>> shift) + 1) << shift;
    }

    private void split(Segment segment, long hash) {
        if (segment.depth == depth) {
            doubleDirectory();
        }
        int span = 1 << (depth - segment.depth);
        int first = (int) (hash >>> 1 >>> (63 - depth)) & -span;
        var sibling = segment.split();
        for (int i = first + span / 2; i < first + span; i++) {
            directory[i] = sibling;
        }
    }

    private void doubleDirectory() {
        var doubled = new Segment[2 * directory.length];
        for (int i = 0; i < doubled.length; i++) {
            doubled[i] = directory[i >>> 1];
        }
        directory = doubled;
        depth++;
    }
}
