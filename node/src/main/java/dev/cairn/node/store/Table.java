package dev.cairn.node.store;

import dev.cairn.node.memory.Memory;
import dev.cairn.node.memory.Slabs;
import dev.cairn.node.memory.Slice;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * An extendible hash table of records: a directory over the leading bits of the hash, leading to
 * {@link Segment}s that split and merge one at a time, so that no change ever moves more than a
 * segment or two (Fagin et al., "Extendible Hashing", 1979). Directory and segments are off-heap.
 *
 * <p>The lowest six bits of a hash choose the bucket in the segment. A split looks at no record,
 * but for one in 64. The table owns its segments but not the records: whoever removes a record
 * frees it. When a record moves, one word is mended by {@link #replace}.
 */
final class Table {
    /** The most bits of a hash that choose a segment: some 10^10 records. */
    static final int MOST_DEPTH = 26;

    /** How far a segment may get deeper before its tags are taken from later bits. */
    private static final int WINDOW_SPAN = 6;

    /** How many buckets the segments of a table that has several have at least. */
    private static final int LEAST_BUCKETS = 32;

    /** Two segments whose counts are both this low become one. */
    private static final int MERGE_COUNT = 80;

    private static final int MOST_SLOTS = Segment.BUCKET_SLOTS * Segment.MOST_BUCKETS;
    private static final int SAMPLE_TRIES = 256;

    private final Slabs slabs;

    /**
     * The block of pointers to segments, see {@link Segment#pointer}; of depth 0 the only pointer,
     * 0 if there is none.
     */
    private long directory;

    private int depth;
    private int deepest; // segments whose depth is the table's
    private long segmentBytes;
    private long size;
    private long expiring;
    private long drained; // the hash that draining goes on from

    private final Gathered gathered = new Gathered();
    private final Expiries expiries = new Expiries(this);
    private long[] homeless = new long[0];
    private int homelessCount;

    Table(Slabs slabs) {
        this.slabs = slabs;
    }

    /** Takes the records of one step of a scan, or of a walk. */
    @FunctionalInterface
    interface Visitor {
        void visit(long record);
    }

    long size() {
        return size;
    }

    /** When its records expire, to the one who notes it. */
    Expiries expiries() {
        return expiries;
    }

    /** How many records are marked as expiring. */
    long expiring() {
        return expiring;
    }

    /** The record with this key, or 0. */
    long find(long hash, Slice key) {
        long pointer = pointer(hash);
        if (pointer == 0) {
            return 0;
        }
        long slot = Segment.find(pointer, key, hash);
        return slot == 0 ? 0 : Segment.record(Memory.getLong(slot));
    }

    /** Adds a record whose key is not in the table. */
    void add(long hash, long record, boolean expires) {
        insert(hash, record, expires);
        size++;
        expiring += expires ? 1 : 0;
    }

    /** Lets the table point to {@code record} instead of {@code old}; the key is the same. */
    void replace(long hash, long old, long record, boolean expires) {
        long segment = segment(hash);
        long slot = slot(segment, old, hash);
        expiring += (expires ? 1 : 0) - (Segment.expires(Memory.getLong(slot)) ? 1 : 0);
        Memory.putLong(slot, word(segment, record, hash, expires));
    }

    void remove(long hash, long record) {
        long segment = segment(hash);
        long slot = slot(segment, record, hash);
        expiring -= Segment.expires(Memory.getLong(slot)) ? 1 : 0;
        size--;
        Segment.remove(segment, slot);
        boolean merged = true;
        while (merged && isMergeable(segment, hash)) {
            int before = Segment.depth(segment);
            mergeWithBuddy(segment, hash);
            segment = segment(hash);
            // A crowded home may have made it split again.
            merged = Segment.depth(segment) < before;
        }
        if (Segment.isSparse(segment)) {
            shrink(segment, hash);
        }
    }

    /**
     * Visits the records of one home bucket after the other from {@code cursor} on, at least {@code
     * count} of them if there are so many left. A record that is in the table from the scan's
     * beginning to its end is visited at least once, whatever splits or merges meanwhile. The
     * visitor may change the table, but free no record still to be visited.
     *
     * @return where to go on; 0 when all has been visited
     */
    long scan(long cursor, long count, Visitor visitor) {
        gathered.clear();
        var position = new ScanPosition(cursor);
        boolean more = true;
        while (more && gathered.count() < count) {
            more = advance(position);
        }
        gathered.visit(visitor);
        return more ? position.cursor() : 0;
    }

    /** Visits the records marked as expiring of one segment; the next cursor, 0 at the end. */
    long walkExpiring(long cursor, Visitor visitor) {
        gathered.clear();
        var position = new ScanPosition(cursor);
        long segment = segment(position.hash());
        if (segment == 0) {
            return 0;
        }
        if (expiring > 0) {
            gathered.addExpiring(segment);
        }
        position.toSegment(behind(position.hash(), Segment.depth(segment)));
        gathered.visit(visitor);
        return position.cursor();
    }

    /** A record chosen evenly; the table must not be empty. */
    long random(RandomGenerator random) {
        for (int i = 0; i < SAMPLE_TRIES; i++) {
            long hash = random.nextLong();
            long segment = segment(hash);
            // A shallow segment is met more often than its slots deserve.
            int rejecting = depth - Segment.depth(segment);
            boolean accepted = ((hash >>> 8) & ((1L << rejecting) - 1)) == 0;
            int slots = Segment.BUCKET_SLOTS * Segment.buckets(segment);
            int slot = 1 + random.nextInt(depth == 0 ? slots - 1 : MOST_SLOTS - 1);
            long word = accepted && slot < slots ? Memory.getLong(segment + 8L * slot) : 0;
            if (word != 0) {
                return Segment.record(word);
            }
        }
        return firstFrom(random.nextLong());
    }

    /**
     * Takes records out of the table, without an order, and gives them to {@code visitor}: segment
     * by segment, until at least {@code most} are taken. For nothing else may the table be used
     * from then on.
     *
     * @return whether records are left
     */
    boolean drain(int most, Visitor visitor) {
        long left = size - most;
        while (size > 0 && size > left) {
            long segment = segment(drained);
            drained = behind(drained, Segment.depth(segment));
            gathered.clear();
            gathered.addAll(segment);
            size -= gathered.count();
            gathered.visit(visitor);
            release(segment);
        }
        return size > 0;
    }

    /** Bytes of the records and of the table itself; looks at every record. */
    long memoryUsage() {
        long bytes = tableBytes();
        long position = 0;
        do {
            long segment = segment(position);
            if (segment == 0) {
                return bytes;
            }
            position = behind(position, Segment.depth(segment));
            long end = Segment.end(segment);
            for (long slot = segment + 8; slot < end; slot += 8) {
                long word = Memory.getLong(slot);
                if (word != 0) {
                    bytes += Slabs.blockBytes(RecordLayout.bytes(Segment.record(word)));
                }
            }
        } while (position != 0);
        return bytes;
    }

    /** Bytes of directory and segments. */
    long tableBytes() {
        return segmentBytes + (depth == 0 ? 0 : Slabs.rareBytes(8 << depth));
    }

    /** Hands everything over to be freed and begins anew, empty. */
    void drainInto(Reclaim reclaim) {
        var old = new Table(slabs);
        old.directory = directory;
        old.depth = depth;
        old.segmentBytes = segmentBytes;
        old.size = size;
        reclaim.add(old);
        reset();
    }

    /** Gives back what {@link #drain} left; the table must not be used any more. */
    void close() {
        while (drained != 0) {
            long segment = segment(drained);
            drained = behind(drained, Segment.depth(segment));
            release(segment);
        }
        if (depth > 0) {
            slabs.freeRare(directory, 8 << depth);
        }
        reset();
    }

    private void reset() {
        directory = 0;
        depth = 0;
        deepest = 0;
        segmentBytes = 0;
        size = 0;
        expiring = 0;
    }

    /** Gathers one bucket and moves behind it; false at the end. */
    private boolean advance(ScanPosition position) {
        long segment = segment(position.hash());
        if (segment == 0) {
            return false;
        }
        int buckets = Segment.buckets(segment);
        int segmentDepth = Segment.depth(segment);
        int bucket = position.bucketIn(segmentDepth, buckets);
        gathered.addHome(segment, bucket);
        if (bucket + 1 < buckets) {
            position.toBucket(bucket + 1, segmentDepth, buckets);
            return true;
        }
        position.toSegment(behind(position.hash(), segmentDepth));
        return position.hash() != 0;
    }

    private long firstFrom(long hash) {
        long position = hash;
        gathered.clear();
        while (gathered.count() == 0) {
            long segment = segment(position);
            position = behind(position, Segment.depth(segment));
            gathered.addAll(segment);
        }
        return gathered.first();
    }

    private long segment(long hash) {
        return Segment.pointedTo(pointer(hash));
    }

    /** What leads to the segment of a hash ({@link Segment#pointer}), or 0. */
    long pointer(long hash) {
        int bits = depth;
        return bits == 0 ? directory : Memory.getLong(directory + ((hash >>> (64 - bits)) << 3));
    }

    private static long slot(long segment, long record, long hash) {
        long slot = segment == 0 ? 0 : Segment.find(segment, record, hash);
        if (slot == 0) {
            throw new IllegalStateException("a record is not where its hash says");
        }
        return slot;
    }

    private static long word(long segment, long record, long hash, boolean expires) {
        return Segment.marked(Segment.word(record, hash, Segment.window(segment)), expires);
    }

    /** The first hash of the segment of such a depth that holds {@code hash}. */
    private static long start(long hash, int segmentDepth) {
        return segmentDepth == 0 ? 0 : hash & (-1L << (64 - segmentDepth));
    }

    /** The first hash behind that segment; 0 behind the last one. */
    private static long behind(long hash, int segmentDepth) {
        return segmentDepth == 0 ? 0 : start(hash, segmentDepth) + (1L << (64 - segmentDepth));
    }

    private void insert(long hash, long record, boolean expires) {
        while (true) {
            long segment = segment(hash);
            if (segment == 0) {
                segment = open(1, 0, 0);
                directory = Segment.pointer(segment);
            }
            if (!Segment.isFull(segment)
                    && Segment.place(segment, word(segment, record, hash, expires))) {
                return;
            }
            makeRoom(segment, hash);
        }
    }

    private long open(int buckets, int segmentDepth, int window) {
        long segment = slabs.allocateLines(Segment.bytes(buckets));
        Segment.initialize(segment, buckets, segmentDepth, window);
        segmentBytes += Slabs.linesBytes(Segment.bytes(buckets));
        return segment;
    }

    private void release(long segment) {
        int bytes = Segment.bytes(Segment.buckets(segment));
        segmentBytes -= Slabs.linesBytes(bytes);
        slabs.freeLines(segment, bytes);
    }

    private void makeRoom(long segment, long hash) {
        int buckets = Segment.buckets(segment);
        if (buckets < Segment.MOST_BUCKETS) {
            resize(segment, Segment.larger(buckets), hash);
        } else {
            split(segment, hash);
            resettle();
        }
    }

    /** The segment of a hash, with another number of buckets. */
    private void resize(long segment, int buckets, long hash) {
        int segmentDepth = Segment.depth(segment);
        long target = open(buckets, segmentDepth, Segment.window(segment));
        moveAll(segment, target);
        point(start(hash, segmentDepth), segmentDepth, target);
        release(segment);
        resettle();
    }

    private void split(long segment, long hash) {
        int oldDepth = Segment.depth(segment);
        if (oldDepth == MOST_DEPTH) {
            throw new IllegalStateException("a table has its largest size");
        }
        if (oldDepth == depth) {
            doubleDirectory();
        }
        int oldWindow = Segment.window(segment);
        int window = oldDepth + 1 - oldWindow > WINDOW_SPAN ? oldDepth + 1 : oldWindow;
        int buckets = Segment.bucketsFor(Segment.count(segment) / 2, LEAST_BUCKETS);
        long left = open(buckets, oldDepth + 1, window);
        long right = open(buckets, oldDepth + 1, window);
        long end = Segment.end(segment);
        for (long slot = segment + 8; slot < end; slot += 8) {
            long word = Memory.getLong(slot);
            if (word != 0) {
                move(word, oldWindow, Segment.bit(word, oldDepth, oldWindow) == 0 ? left : right);
            }
        }
        long start = start(hash, oldDepth);
        point(start, oldDepth + 1, left);
        point(start + (1L << (63 - oldDepth)), oldDepth + 1, right);
        if (oldDepth + 1 == depth) {
            deepest += 2;
        }
        release(segment);
    }

    private boolean isMergeable(long segment, long hash) {
        int segmentDepth = Segment.depth(segment);
        if (segmentDepth == 0 || Segment.count(segment) > MERGE_COUNT) {
            return false;
        }
        long buddy = segment(hash ^ (1L << (64 - segmentDepth)));
        return Segment.depth(buddy) == segmentDepth && Segment.count(buddy) <= MERGE_COUNT;
    }

    private void mergeWithBuddy(long segment, long hash) {
        int oldDepth = Segment.depth(segment);
        long buddy = segment(hash ^ (1L << (64 - oldDepth)));
        int window = Segment.window(segment);
        if (window != Segment.window(buddy) || window >= oldDepth) {
            window = oldDepth - 1;
        }
        int words = Segment.count(segment) + Segment.count(buddy);
        long target = open(Segment.bucketsFor(words, LEAST_BUCKETS), oldDepth - 1, window);
        moveAll(segment, target);
        moveAll(buddy, target);
        point(start(hash, oldDepth - 1), oldDepth - 1, target);
        release(segment);
        release(buddy);
        if (oldDepth == depth) {
            deepest -= 2;
            while (depth > 0 && deepest == 0) {
                halveDirectory();
            }
        }
        resettle();
    }

    private void moveAll(long segment, long target) {
        int window = Segment.window(segment);
        long end = Segment.end(segment);
        for (long slot = segment + 8; slot < end; slot += 8) {
            long word = Memory.getLong(slot);
            if (word != 0) {
                move(word, window, target);
            }
        }
    }

    /** Copies a word of a segment with this window to another segment. */
    private void move(long word, int window, long target) {
        if (window == Segment.window(target)) {
            settle(target, word);
        } else {
            long record = Segment.record(word);
            settle(target, word(target, record, RecordLayout.hash(record), Segment.expires(word)));
        }
    }

    /** Makes a nearly empty segment smaller; frees the last one if it is empty. */
    private void shrink(long segment, long hash) {
        int count = Segment.count(segment);
        if (depth == 0 && count == 0) {
            release(segment);
            directory = 0;
            return;
        }
        int least = Segment.depth(segment) == 0 ? 1 : LEAST_BUCKETS;
        int buckets = Segment.bucketsFor(count, least);
        if (buckets < Segment.buckets(segment)) {
            resize(segment, buckets, hash);
        }
    }

    private void settle(long segment, long word) {
        if (!Segment.place(segment, word)) {
            if (homelessCount == homeless.length) {
                homeless = Arrays.copyOf(homeless, 2 * homelessCount + 8);
            }
            homeless[homelessCount++] = word;
        }
    }

    /** Inserts again what found no room within reach of its home. */
    private void resettle() {
        while (homelessCount > 0) {
            long word = homeless[--homelessCount];
            long record = Segment.record(word);
            insert(RecordLayout.hash(record), record, Segment.expires(word));
        }
    }

    /** Lets the directory lead to {@code segment} for all hashes of a prefix. */
    private void point(long start, int segmentDepth, long segment) {
        long pointer = Segment.pointer(segment);
        if (depth == 0) {
            directory = pointer;
            return;
        }
        long first = directory + ((start >>> (64 - depth)) << 3);
        for (long i = 0; i < 1L << (depth - segmentDepth); i++) {
            Memory.putLong(first + 8 * i, pointer);
        }
    }

    private void doubleDirectory() {
        long doubled = slabs.allocateRare(16 << depth);
        for (long i = 0; i < 1L << depth; i++) {
            long pointer = depth == 0 ? directory : Memory.getLong(directory + 8 * i);
            Memory.putLong(doubled + 16 * i, pointer);
            Memory.putLong(doubled + 16 * i + 8, pointer);
        }
        if (depth > 0) {
            slabs.freeRare(directory, 8 << depth);
        }
        directory = doubled;
        depth++;
        deepest = 0;
    }

    private void halveDirectory() {
        long old = directory;
        int oldDepth = depth--;
        if (depth == 0) {
            directory = Memory.getLong(old);
        } else {
            directory = slabs.allocateRare(8 << depth);
            for (long i = 0; i < 1L << depth; i++) {
                long pointer = Memory.getLong(old + 16 * i);
                Memory.putLong(directory + 8 * i, pointer);
                deepest += Segment.depth(Segment.pointedTo(pointer)) == depth ? 1 : 0;
            }
        }
        slabs.freeRare(old, 8 << oldDepth);
    }
}
