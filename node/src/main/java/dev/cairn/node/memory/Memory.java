package dev.cairn.node.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * Reads and writes memory by address, through one segment over the whole address space.
 *
 * <p>An address is trusted: whoever passes one has taken it from {@link Slabs}, {@link Pages} or a
 * direct buffer and keeps it alive. Values are little-endian and need no alignment.
 */
public final class Memory {
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final long SEED = new SecureRandom().nextLong();
    private static final long SECRET_A = 0xa0761d6478bd642fL ^ Long.rotateLeft(SEED, 17);
    private static final long SECRET_B = 0xe7037ed1a0b428dbL ^ Long.rotateLeft(SEED, 41);

    private Memory() {}

    public static byte getByte(long address) {
        return ALL.get(BYTE, address);
    }

    public static void putByte(long address, int value) {
        ALL.set(BYTE, address, (byte) value);
    }

    public static int getUnsignedShort(long address) {
        return ALL.get(SHORT, address) & 0xffff;
    }

    public static void putShort(long address, int value) {
        ALL.set(SHORT, address, (short) value);
    }

    public static int getInt(long address) {
        return ALL.get(INT, address);
    }

    public static void putInt(long address, int value) {
        ALL.set(INT, address, value);
    }

    public static long getLong(long address) {
        return ALL.get(LONG, address);
    }

    public static void putLong(long address, long value) {
        ALL.set(LONG, address, value);
    }

    /** Copies {@code length} bytes; the two places may overlap. */
    public static void copy(long from, long to, long length) {
        MemorySegment.copy(ALL, from, ALL, to, length);
    }

    public static void copy(byte[] from, int offset, long to, int length) {
        MemorySegment.copy(from, offset, ALL, BYTE, to, length);
    }

    public static void copy(long from, byte[] to, int offset, int length) {
        MemorySegment.copy(ALL, BYTE, from, to, offset, length);
    }

    public static void fill(long address, long length, int value) {
        ALL.asSlice(address, length).fill((byte) value);
    }

    public static boolean equal(long a, long b, int length) {
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            if (getLong(a + i) != getLong(b + i)) {
                return false;
            }
        }
        for (; i < length; i++) {
            if (getByte(a + i) != getByte(b + i)) {
                return false;
            }
        }
        return true;
    }

    /** Compares as unsigned bytes; of two where one begins the other, the shorter is less. */
    public static int compare(long a, int lengthA, long b, int lengthB) {
        long at = MemorySegment.mismatch(ALL, a, a + lengthA, ALL, b, b + lengthB);
        if (at < 0) {
            return 0;
        }
        if (at == lengthA || at == lengthB) {
            return Integer.compare(lengthA, lengthB);
        }
        return Integer.compare(getByte(a + at) & 0xff, getByte(b + at) & 0xff);
    }

    /**
     * A 64-bit hash, keyed by a secret of this process so that nobody outside can choose keys that
     * collide (in the manner of wyhash: 128-bit products, folded).
     */
    public static long hash(long address, int length) {
        long state = SEED ^ fold(length ^ SECRET_A, SECRET_B);
        int i = 0;
        for (; i + 16 <= length; i += 16) {
            state = fold(getLong(address + i) ^ SECRET_A, getLong(address + i + 8) ^ state);
        }
        long low = 0;
        long high = 0;
        int rest = length - i;
        if (rest >= 8) {
            low = getLong(address + i);
            high = getLong(address + length - 8);
        } else {
            for (; i < length; i++) {
                low = low << 8 | (getByte(address + i) & 0xff);
            }
        }
        return fold(fold(low ^ SECRET_B, high ^ state), SECRET_A ^ state);
    }

    private static long fold(long a, long b) {
        return Math.multiplyHigh(a, b) ^ (a * b);
    }
}
