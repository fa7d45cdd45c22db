package dev.cairn.node.store;

import dev.cairn.node.memory.Memory;
import dev.cairn.node.memory.Slice;

/**
 * One segment of a {@link Table}: 1 to 64 buckets of eight words, a bucket to a cache line;
 * functions over the segment's address.
 *
 * <p>A word is a record's address (44 bits, in units of 8 bytes), one bit for records that expire,
 * and above them a tag of 19 bits: 16 bits of the hash, beginning at the segment's <i>window</i>,
 * and the lower three bits of the record's home bucket. Zero is a free slot. The words of a bucket
 * stand at its front. A record whose home is full lies in one of the next seven buckets; no bucket
 * between is ever left with a free slot, so a search ends at the first. The three bits in the tag
 * tell how far from home a word is, so that records move between buckets and segments without a
 * look at their keys.
 *
 * <p>The first word of the first bucket is the segment's head: 16 bits count, 8 bits depth, 8 bits
 * window, 8 bits logarithm of the number of buckets, and the highest bit, so that it is never zero.
 */
final class Segment {
    /** Logarithm of the most buckets of a segment. */
    static final int FULL_LOG = 6;

    static final int BUCKET_SLOTS = 8;

    /** How many buckets a record may be looked for in. */
    static final int REACH = 8;

    private static final int BUCKET_BITS = 6; // bytes
    private static final int BUCKET_BYTES = 1 << BUCKET_BITS;
    private static final long EXPIRES = 1L << 44;
    private static final long ADDRESS_MASK = EXPIRES - 1;
    private static final int TAG_SHIFT = 45;
    private static final int WINDOW_BITS = 16;
    private static final long HEAD_BIT = Long.MIN_VALUE;

    private Segment() {}

    static int bytes(int log) {
        return BUCKET_BYTES << log;
    }

    /** The address behind the last slot. */
    static long end(long segment) {
        return segment + bytes(log(segment));
    }

    static void initialize(long segment, int log, int depth, int window) {
        Memory.fill(segment, bytes(log), 0);
        Memory.putLong(segment, HEAD_BIT | (long) log << 32 | (long) window << 24 | depth << 16);
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

    static int log(long segment) {
        return Memory.getByte(segment + 4);
    }

    /** Whether a segment with so many words should grow before it takes another. */
    static boolean isFull(long segment) {
        int slots = BUCKET_SLOTS << log(segment);
        return count(segment) >= slots - (slots >>> 3);
    }

    /** The home bucket of a hash in a segment of so many buckets: its lowest bits, in order. */
    static int home(long hash, int log) {
        return (int) (hash & ((1 << FULL_LOG) - 1)) >>> (FULL_LOG - log);
    }

    static long word(long record, long hash, int log, int window) {
        return tag(hash, log, window) | record >>> 3;
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

    /** Where the word of {@code key} stands, or 0. */
    static long find(long segment, Slice key, long hash) {
        int log = log(segment);
        int last = (1 << log) - 1;
        long tag = tag(hash, log, window(segment));
        int bucket = home(hash, log);
        int reach = Math.min(REACH, last + 1);
        for (int step = 0; step < reach; step++) {
            long line = segment + ((long) ((bucket + step) & last) << BUCKET_BITS);
            for (int i = 0; i < BUCKET_BYTES; i += 8) {
                long word = Memory.getLong(line + i);
                if (word == 0) {
                    return 0;
                }
                if ((word ^ tag) >>> TAG_SHIFT == 0
                        && line + i != segment
                        && RecordLayout.hasKey(record(word), key)) {
                    return line + i;
                }
            }
        }
        return 0;
    }

    /** Where the word of {@code record} stands, or 0. */
    static long find(long segment, long record, long hash) {
        int log = log(segment);
        long wanted = word(record, hash, log, window(segment));
        int bucket = home(hash, log);
        for (int step = 0; step < REACH; step++) {
            long line = line(segment, bucket + step);
            for (int i = 0; i < BUCKET_BYTES; i += 8) {
                if ((Memory.getLong(line + i) & ~EXPIRES) == wanted && line + i != segment) {
                    return line + i;
                }
            }
        }
        return 0;
    }

    /** Puts a word at or after its home; false if there is no room within reach. */
    static boolean place(long segment, int home, long word) {
        for (int step = 0; step < REACH; step++) {
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
        int bucket = (int) (slot - segment) >>> BUCKET_BITS;
        int homeBits = (int) (Memory.getLong(slot) >>> TAG_SHIFT);
        return (bucket - homeBits) & Math.min(REACH - 1, (1 << log(segment)) - 1);
    }

    /** The home bucket of the word at {@code slot}. */
    static int homeOf(long segment, long slot) {
        int bucket = (int) (slot - segment) >>> BUCKET_BITS;
        return (bucket - displacement(segment, slot)) & ((1 << log(segment)) - 1);
    }

    /** Where bucket {@code bucket}, counted around, begins. */
    static long line(long segment, int bucket) {
        return segment + ((long) (bucket & ((1 << log(segment)) - 1)) << BUCKET_BITS);
    }

    /** How many slots of a bucket are taken, the head of the segment counted. */
    static int used(long line) {
        int used = 0;
        while (used < BUCKET_SLOTS && Memory.getLong(line + 8L * used) != 0) {
            used++;
        }
        return used;
    }

    /** The word as it must be in a segment with another number of buckets, for a known home. */
    static long rehomed(long word, int home) {
        return (word & ~(7L << TAG_SHIFT)) | (long) (home & 7) << TAG_SHIFT;
    }

    private static long tag(long hash, int log, int window) {
        long bits = (hash << window) >>> (64 - WINDOW_BITS);
        return (bits << 3 | (home(hash, log) & 7)) << TAG_SHIFT;
    }

    private static void closeHole(long line, long hole) {
        long last = line + 8L * (used(line) - 1);
        Memory.putLong(hole, Memory.getLong(last));
        Memory.putLong(last, 0);
    }

    /** A word behind {@code bucket} whose home is not behind it, or 0. */
    private static long wordToPullBack(long segment, int bucket) {
        int reach = Math.min(REACH, 1 << log(segment));
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
