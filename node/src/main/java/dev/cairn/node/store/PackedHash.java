package dev.cairn.node.store;

import dev.cairn.node.memory.Memory;
import dev.cairn.node.memory.Slice;

/**
 * The layout of a small hash inside one record's value: a count, then the fields in the order of
 * their creation.
 *
 * <pre>
 *  0  count of fields, 4 bytes
 *  each field: field length (15 bits) and whether it expires (1 bit), value length (2 bytes),
 *              expiry (8 bytes, if it expires), field bytes, value bytes
 * </pre>
 */
final class PackedHash {
    /** Bytes of a hash without fields. */
    static final int EMPTY_BYTES = 4;

    /** The longest field or value that the layout can tell. */
    static final int LONGEST = 0x7fff;

    private static final int EXPIRES = 0x8000;
    private static final int LENGTHS = 4;

    private PackedHash() {}

    static void clear(long hash) {
        Memory.putInt(hash, 0);
    }

    static int count(long hash) {
        return Memory.getInt(hash);
    }

    static void count(long hash, int count) {
        Memory.putInt(hash, count);
    }

    static long first(long hash) {
        return hash + EMPTY_BYTES;
    }

    static long next(long item) {
        return valueAddress(item) + valueLength(item);
    }

    /** Bytes of an item. */
    static int bytes(int fieldLength, int valueLength, boolean expires) {
        return LENGTHS + (expires ? Long.BYTES : 0) + fieldLength + valueLength;
    }

    static int bytes(long item) {
        return (int) (next(item) - item);
    }

    /** The item with this field, or 0. */
    static long find(long hash, Slice field) {
        long item = first(hash);
        for (int left = count(hash); left > 0; left--) {
            int length = fieldLength(item);
            if (length == field.length()
                    && Memory.equal(fieldAddress(item), field.address(), length)) {
                return item;
            }
            item = next(item);
        }
        return 0;
    }

    /** When the first field expires, {@link Long#MAX_VALUE} if none does. */
    static long soonestExpiry(long hash) {
        long soonest = Long.MAX_VALUE;
        long item = first(hash);
        for (int left = count(hash); left > 0; left--) {
            soonest = expires(item) ? Math.min(soonest, expireAt(item)) : soonest;
            item = next(item);
        }
        return soonest;
    }

    /** Writes an item without its value's bytes. */
    static void write(long item, Slice field, int valueLength, long expireAt) {
        boolean expires = expireAt != Entry.NO_EXPIRY;
        Memory.putShort(item, field.length() | (expires ? EXPIRES : 0));
        Memory.putShort(item + 2, valueLength);
        if (expires) {
            Memory.putLong(item + LENGTHS, expireAt);
        }
        field.copyTo(fieldAddress(item));
    }

    static int fieldLength(long item) {
        return Memory.getUnsignedShort(item) & LONGEST;
    }

    static boolean expires(long item) {
        return (Memory.getUnsignedShort(item) & EXPIRES) != 0;
    }

    static long expireAt(long item) {
        return expires(item) ? Memory.getLong(item + LENGTHS) : Entry.NO_EXPIRY;
    }

    static long fieldAddress(long item) {
        return item + LENGTHS + (expires(item) ? Long.BYTES : 0);
    }

    static long valueAddress(long item) {
        return fieldAddress(item) + fieldLength(item);
    }

    static int valueLength(long item) {
        return Memory.getUnsignedShort(item + 2);
    }
}
