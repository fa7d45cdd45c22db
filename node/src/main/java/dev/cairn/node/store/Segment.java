package dev.cairn.node.store;

import dev.cairn.node.memory.Memory;
import dev.cairn.node.memory.Slice;

/**
 * One segment of a {@link Table}: 1 to 64 buckets of eight words, a bucket to a cache line;
 * functions over the segment's address.
 *
 * <p>A word is a record's address (44 bits, in units of 8 bytes), one bit for records that expire,
 * and above them a tag of 19 bits: 13 bits of the hash, beginning at the segment's <i>window</i>,
 * and its lowest 6 bits, which choose the home bucket. So a word tells enough to be moved to a
 * larger, a smaller or a deeper segment without a look at its record.
 *
 * <p>Zero is a free slot. The words of a bucket stand at its front. A record whose home is full
 * lies in one of the next seven buckets; no bucket between is ever left with a free slot, so a
 * search ends at the first.
 *
 * <p>The first word of the first bucket is the segment's head: 16 bits count, 8 bits depth, 8 bits
 * window, 8 bits number of buckets, and the highest bit, so that it is never zero.
 */
final class Segment {
    /** The most buckets of a segment. */
    static final int MOST_BUCKETS = 64;

    static final int BUCKET_SLOTS = 8;

    /** How many buckets a record may be looked for in. */
    static final int REACH = 8;

    private static final int BUCKET_BITS = 6; // bytes
    private static final int BUCKET_BYTES = 1 << BUCKET_BITS;
    private static final long EXPIRES = 1L << 44;
    private static final long ADDRESS_MASK = EXPIRES - 1;
    private static final int TAG_SHIFT = 45;
    private static final int WINDOW_BITS = 13;
    private static final int HOME_BITS = 6;
    private static final int HOME_MASK = (1 << HOME_BITS) - 1;
    private static final long HEAD_BIT = Long.MIN_VALUE;
    private static final int POINTER_BUCKETS_SHIFT = 48; // no address of a process is as long
    private static final int POINTER_BUCKETS_MASK = 0xff;
    private static final int POINTER_WINDOW_SHIFT = 56;
    private static final long POINTER_ADDRESS_MASK = (1L << POINTER_BUCKETS_SHIFT) - 1;

    private Segment() {}

    static int bytes(int buckets) {
        return BUCKET_BYTES * buckets;
    }

    /** The address behind the last slot. */
    static long end(long segment) {
        return segment + bytes(buckets(segment));
    }

    static void initialize(long segment, int buckets, int depth, int window) {
        Memory.fill(segment, bytes(buckets), 0);
        Memory.putLong(
                segment, HEAD_BIT | (long) buckets << 32 | (long) window << 24 | depth << 16);
    }

    static int count(long segment) {
        return Memory.getUnsignedShort(segment);
    }

    static int depth(long segment) {
        return Memory.getByte(segment + 2);
    }

    static int window(long segment) {
        return Memory.getByte(segment + 3);
    }

    static int buckets(long segment) {
        return Memory.getByte(segment + 4);
    }

    /** The next larger number of buckets: eight steps to each doubling. */
    static int larger(int buckets) {
        return buckets < 8 ? buckets + 1 : buckets + (Integer.highestOneBit(buckets) >> 3);
    }

    /** The least number of buckets, from {@code least} on, that so many words fill by 80 %. */
    static int bucketsFor(int words, int least) {
        int buckets = least;
        while (4 * BUCKET_SLOTS * buckets < 5 * words) {
            buckets = larger(buckets);
        }
        return buckets;
    }

    /** Whether a segment with so many words should grow before it takes another. */
    static boolean isFull(long segment) {
        int slots = BUCKET_SLOTS * buckets(segment);
        return count(segment) >= slots - (slots >>> 4);
    }

    /** Whether a segment has become so empty that it should shrink. */
    static boolean isSparse(long segment) {
        return 20 * count(segment) < 9 * BUCKET_SLOTS * buckets(segment);
    }

    /** The home bucket of a hash in a segment of so many buckets. */
    static int homeOfHash(long hash, int buckets) {
        return ((int) (hash & HOME_MASK) * buckets) >>> HOME_BITS;
    }

    /** The home bucket of a word in a segment of so many buckets. */
    static int home(long word, int buckets) {
        return homeOfHash(word >>> TAG_SHIFT, buckets);
    }

    static long word(long record, long hash, int window) {
        return tag(hash, window) | record >>> 3;
    }

    static boolean expires(long word) {
        return (word & EXPIRES) != 0;
    }

    static long marked(long word, boolean expires) {
        return expires ? word | EXPIRES : word;
    }

    static long record(long word) {
        return (word & ADDRESS_MASK) << 3;
    }

    /** The bit of the hash that stands {@code depth} below the highest one, from its word. */
    static int bit(long word, int depth, int window) {
        return (int) (word >>> (63 - (depth - window))) & 1;
    }

    /**
     * What leads to a segment: its address, and above it its number of buckets and its window,
     * which never change. A look for a key can begin at the right bucket without a look at the
     * head.
     */
    static long pointer(long segment) {
        return segment
                | (long) buckets(segment) << POINTER_BUCKETS_SHIFT
                | (long) window(segment) << POINTER_WINDOW_SHIFT;
    }

    /** The segment that a pointer leads to; 0 if it leads to none. */
    static long pointedTo(long pointer) {
        return pointer & POINTER_ADDRESS_MASK;
    }

    private static int pointedBuckets(long pointer) {
        return (int) (pointer >>> POINTER_BUCKETS_SHIFT) & POINTER_BUCKETS_MASK;
    }

    private static int pointedWindow(long pointer) {
        return (int) (pointer >>> POINTER_WINDOW_SHIFT);
    }

    /** Where the home bucket of a hash begins. */
    static long home(long pointer, long hash) {
        long bucket = homeOfHash(hash, pointedBuckets(pointer));
        return pointedTo(pointer) + (bucket << BUCKET_BITS);
    }

    /**
     * What {@link #find} will look at after the bucket at {@code line}: the first record there with
     * the tag of the hash; if there is none the next bucket, negated; or 0 if that is all.
     */
    static long after(long pointer, long line, long hash) {
        long segment = pointedTo(pointer);
        int found = matches(line, tag(hash, pointedWindow(pointer)));
        for (; found != 0; found &= found - 1) {
            long slot = slot(line, found);
            if (slot != segment) {
                return record(Memory.getLong(slot)); // 0 of a free slot, which has the tag 0
            }
        }
        if (isNotFull(line)) {
            return 0;
        }
        long next = line + BUCKET_BYTES;
        return next == segment + bytes(pointedBuckets(pointer)) ? -segment : -next;
    }

    /** Where the word of {@code key} stands, or 0. */
    static long find(long pointer, Slice key, long hash) {
        long segment = pointedTo(pointer);
        int buckets = pointedBuckets(pointer);
        long tag = tag(hash, pointedWindow(pointer));
        int bucket = homeOfHash(hash, buckets);
        int reach = Math.min(REACH, buckets);
        for (int step = 0; step < reach; step++) {
            long line = segment + ((long) bucket << BUCKET_BITS);
            for (int found = matches(line, tag); found != 0; found &= found - 1) {
                long slot = slot(line, found);
                long word = Memory.getLong(slot);
                if (word != 0 && slot != segment && RecordLayout.hasKey(record(word), key)) {
                    return slot;
                }
            }
            if (isNotFull(line)) {
                return 0;
            }
            bucket = bucket + 1 == buckets ? 0 : bucket + 1;
        }
        return 0;
    }

    /**
     * Which slots of a bucket have words with a tag, a bit for each; a free slot has the tag 0, and
     * the head one of a word's. All are compared, for where a loop would end cannot be foretold.
     */
    private static int matches(long line, long tag) {
        int found = 0;
        for (int i = 0; i < BUCKET_SLOTS; i++) {
            long difference = (Memory.getLong(line + 8L * i) ^ tag) >>> TAG_SHIFT;
            found |= (int) ((difference - 1) >>> 63) << i;
        }
        return found;
    }

    /** The first slot of those that {@link #matches} has found. */
    private static long slot(long line, int found) {
        return line + 8L * Integer.numberOfTrailingZeros(found);
    }

    private static boolean isNotFull(long line) {
        return Memory.getLong(line + 8L * (BUCKET_SLOTS - 1)) == 0;
    }

    /** Where the word of {@code record} stands, or 0. */
    static long find(long segment, long record, long hash) {
        int buckets = buckets(segment);
        long wanted = word(record, hash, window(segment));
        int home = homeOfHash(hash, buckets);
        int reach = Math.min(REACH, buckets);
        for (int step = 0; step < reach; step++) {
            long line = line(segment, home + step);
            for (long slot = line; slot < line + BUCKET_BYTES; slot += 8) {
                if ((Memory.getLong(slot) & ~EXPIRES) == wanted && slot != segment) {
                    return slot;
                }
            }
        }
        return 0;
    }

    /** Puts a word at or after its home; false if there is no room within reach. */
    static boolean place(long segment, long word) {
        int buckets = buckets(segment);
        int home = home(word, buckets);
        int reach = Math.min(REACH, buckets);
        for (int step = 0; step < reach; step++) {
            long line = line(segment, home + step);
            int used = used(line);
            if (used < BUCKET_SLOTS) {
                Memory.putLong(line + 8L * used, word);
                Memory.putShort(segment, count(segment) + 1);
                return true;
            }
        }
        return false;
    }

    /** Takes out the word that stands at {@code slot}. */
    static void remove(long segment, long slot) {
        Memory.putShort(segment, count(segment) - 1);
        int bucket = (int) (slot - segment) >>> BUCKET_BITS;
        long hole = slot;
        while (true) {
            boolean wasFull = used(line(segment, bucket)) == BUCKET_SLOTS;
            closeHole(line(segment, bucket), hole);
            long displaced = wasFull ? wordToPullBack(segment, bucket) : 0;
            if (displaced == 0) {
                return;
            }
            Memory.putLong(line(segment, bucket) + 56, Memory.getLong(displaced));
            hole = displaced;
            bucket = (int) (displaced - segment) >>> BUCKET_BITS;
        }
    }

    /** How far the word at {@code slot} is from its home bucket. */
    static int displacement(long segment, long slot) {
        int buckets = buckets(segment);
        int bucket = (int) (slot - segment) >>> BUCKET_BITS;
        int distance = bucket - home(Memory.getLong(slot), buckets);
        return distance < 0 ? distance + buckets : distance;
    }

    /** Where bucket {@code bucket}, at most once around, begins. */
    static long line(long segment, int bucket) {
        int buckets = buckets(segment);
        int wrapped = bucket < buckets ? bucket : bucket - buckets;
        return segment + ((long) wrapped << BUCKET_BITS);
    }

    /** How many slots of a bucket are taken, the head of the segment counted. */
    static int used(long line) {
        int used = 0;
        while (used < BUCKET_SLOTS && Memory.getLong(line + 8L * used) != 0) {
            used++;
        }
        return used;
    }

    private static long tag(long hash, int window) {
        long bits = (hash << window) >>> (64 - WINDOW_BITS);
        return (bits << HOME_BITS | (hash & HOME_MASK)) << TAG_SHIFT;
    }

    private static void closeHole(long line, long hole) {
        long last = line + 8L * (used(line) - 1);
        Memory.putLong(hole, Memory.getLong(last));
        Memory.putLong(last, 0);
    }

    /** A word behind {@code bucket} whose home is not behind it, or 0. */
    private static long wordToPullBack(long segment, int bucket) {
        int reach = Math.min(REACH, buckets(segment));
        for (int step = 1; step < reach; step++) {
            long line = line(segment, bucket + step);
            int used = used(line);
            for (int i = 0; i < used; i++) {
                long slot = line + 8L * i;
                if (slot != segment && displacement(segment, slot) >= step) {
                    return slot;
                }
            }
            if (used < BUCKET_SLOTS) {
                return 0;
            }
        }
        return 0;
    }
}
