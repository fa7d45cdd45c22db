package dev.cairn.node.store;

import dev.cairn.node.memory.Memory;
import dev.cairn.node.memory.Slabs;
import dev.cairn.node.memory.Slice;

/**
 * The layout of a record: a header of 8 bytes, then what it announces, then the key and the value.
 *
 * <pre>
 *  0     type (high nibble), encoding (low nibble)
 *  1     flags
 *  2..4  access clock, seconds modulo 2^24
 *  5     key length,   if not wide
 *  6..7  value length, if not wide
 *  8     key length, value length: two ints, if wide
 *        expiry: a long, absolute milliseconds, if it has one
 *        key bytes, value bytes
 * </pre>
 *
 * <p>A field of a large hash is such a record too: the field is its key.
 */
final class RecordLayout {
    /** The absolute expiry of a record that has none. */
    static final long NO_EXPIRY = -1;

    private static final int HEADER = 8;
    private static final int LENGTHS = 8;
    private static final int EXPIRY = 8;
    private static final int NARROW_KEY = 0xff;
    private static final int NARROW_VALUE = 0xffff;

    private static final int HAS_EXPIRY = 1;
    private static final int WIDE = 2;
    private static final int PARITY = 4;
    private static final int FIELDS_EXPIRE = 8;

    private RecordLayout() {}

    /** How many bytes a record needs. */
    static int bytes(int keyLength, int valueLength, boolean expires) {
        long bytes = HEADER + (expires ? EXPIRY : 0) + (long) keyLength + valueLength;
        if (isWide(keyLength, valueLength)) {
            bytes += LENGTHS;
        }
        return Math.toIntExact(bytes);
    }

    static int bytes(long record) {
        return bytes(keyLength(record), valueLength(record), hasExpiry(record));
    }

    /** Allocates a record and writes all but its value. */
    static long create(Slabs slabs, Slice key, int valueLength, long expireAt) {
        int keyLength = key.length();
        boolean expires = expireAt != NO_EXPIRY;
        long record = slabs.allocate(bytes(keyLength, valueLength, expires));
        Memory.putLong(record, 0);
        int flags = expires ? HAS_EXPIRY : 0;
        if (isWide(keyLength, valueLength)) {
            flags |= WIDE;
            Memory.putInt(record + HEADER, keyLength);
            Memory.putInt(record + HEADER + 4, valueLength);
        } else {
            Memory.putByte(record + 5, keyLength);
            Memory.putShort(record + 6, valueLength);
        }
        Memory.putByte(record + 1, flags);
        if (expires) {
            Memory.putLong(expiryAddress(record), expireAt);
        }
        key.copyTo(keyAddress(record));
        return record;
    }

    /** Whether the record can take a value of another length where it lies. */
    static boolean fits(long record, int valueLength) {
        int keyLength = keyLength(record);
        boolean expires = hasExpiry(record);
        return isWide(keyLength, valueLength) == is(record, WIDE)
                && Slabs.sameBlock(bytes(record), bytes(keyLength, valueLength, expires));
    }

    /** Changes the value's length of a record that {@link #fits}. */
    static void valueLength(long record, int length) {
        if (is(record, WIDE)) {
            Memory.putInt(record + HEADER + 4, length);
        } else {
            Memory.putShort(record + 6, length);
        }
    }

    /**
     * The record with room for a value of another length, there or elsewhere; what fits of the
     * value is kept. The old record is given back if another takes its place.
     */
    static long resize(Slabs slabs, long record, int valueLength) {
        int keyLength = keyLength(record);
        if (isWide(keyLength, valueLength) == is(record, WIDE)) {
            int bytes = bytes(keyLength, valueLength, hasExpiry(record));
            long resized = slabs.resize(record, bytes(record), bytes);
            valueLength(resized, valueLength);
            return resized;
        }
        var key = new Slice(keyAddress(record), keyLength);
        long resized = create(slabs, key, valueLength, expireAt(record));
        inherit(resized, record);
        int kept = Math.min(valueLength, valueLength(record));
        Memory.copy(valueAddress(record), valueAddress(resized), kept);
        slabs.free(record, bytes(record));
        return resized;
    }

    static void kind(long record, Type type, Encoding encoding) {
        Memory.putByte(record, type.number() << 4 | encoding.number());
    }

    static Type type(long record) {
        return Type.of((Memory.getByte(record) & 0xff) >>> 4);
    }

    static Encoding encoding(long record) {
        return Encoding.of(Memory.getByte(record) & 0xf);
    }

    /** Copies type, encoding, access clock and marks from another record. */
    static void inherit(long record, long from) {
        Memory.putByte(record, Memory.getByte(from));
        Memory.putShort(record + 2, Memory.getUnsignedShort(from + 2));
        Memory.putByte(record + 4, Memory.getByte(from + 4));
        int marks = flags(from) & (PARITY | FIELDS_EXPIRE);
        Memory.putByte(record + 1, (flags(record) & (HAS_EXPIRY | WIDE)) | marks);
    }

    static int keyLength(long record) {
        return is(record, WIDE)
                ? Memory.getInt(record + HEADER)
                : Memory.getByte(record + 5) & 0xff;
    }

    static int valueLength(long record) {
        return is(record, WIDE)
                ? Memory.getInt(record + HEADER + 4)
                : Memory.getUnsignedShort(record + 6);
    }

    static long keyAddress(long record) {
        return expiryAddress(record) + (hasExpiry(record) ? EXPIRY : 0);
    }

    static long valueAddress(long record) {
        return keyAddress(record) + keyLength(record);
    }

    static boolean hasKey(long record, Slice key) {
        int length = keyLength(record);
        return length == key.length() && Memory.equal(keyAddress(record), key.address(), length);
    }

    /** The hash of the key, computed anew. */
    static long hash(long record) {
        return Memory.hash(keyAddress(record), keyLength(record));
    }

    static boolean hasExpiry(long record) {
        return is(record, HAS_EXPIRY);
    }

    static long expireAt(long record) {
        return hasExpiry(record) ? Memory.getLong(expiryAddress(record)) : NO_EXPIRY;
    }

    /** Changes the expiry of a record that has one. */
    static void expireAt(long record, long millis) {
        Memory.putLong(expiryAddress(record), millis);
    }

    static boolean parity(long record) {
        return is(record, PARITY);
    }

    static void parity(long record, boolean on) {
        set(record, PARITY, on);
    }

    /** Whether the hash in this record may have fields that expire. */
    static boolean fieldsExpire(long record) {
        return is(record, FIELDS_EXPIRE);
    }

    static void fieldsExpire(long record, boolean on) {
        set(record, FIELDS_EXPIRE, on);
    }

    static int accessSeconds(long record) {
        return Memory.getUnsignedShort(record + 2) | (Memory.getByte(record + 4) & 0xff) << 16;
    }

    static void accessSeconds(long record, int seconds) {
        Memory.putShort(record + 2, seconds);
        Memory.putByte(record + 4, seconds >>> 16);
    }

    private static long expiryAddress(long record) {
        return record + (is(record, WIDE) ? HEADER + LENGTHS : HEADER);
    }

    private static boolean isWide(int keyLength, int valueLength) {
        return keyLength > NARROW_KEY || valueLength > NARROW_VALUE;
    }

    private static int flags(long record) {
        return Memory.getByte(record + 1);
    }

    private static boolean is(long record, int flag) {
        return (flags(record) & flag) != 0;
    }

    private static void set(long record, int flag, boolean on) {
        int flags = flags(record);
        Memory.putByte(record + 1, on ? flags | flag : flags & ~flag);
    }
}
