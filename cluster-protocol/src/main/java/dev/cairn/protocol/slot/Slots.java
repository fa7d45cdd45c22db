package dev.cairn.protocol.slot;

import io.netty.buffer.ByteBuf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The hash slot of a key: CRC16 of its hash tag modulo 16384, as the Redis Cluster spec defines.
 */
public final class Slots {

    /** How many slots there are; slots are numbered {@code 0 .. COUNT - 1}. */
    public static final int COUNT = 16_384;

    private static final long EIGHT_ONES = 0x0101010101010101L;
    private static final long EIGHT_HIGH_BITS = EIGHT_ONES << 7;
    private static final long EIGHT_BRACES = '{' * EIGHT_ONES;
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Slots() {}

    /** The slot of {@code key}. */
    public static int of(KeyBytes key) {
        int length = key.length();
        int crc = 0;
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            long bytes = key.longAt(i);
            if (hasBrace(bytes)) {
                return ofTag(key);
            }
            crc = Crc16.step(crc, bytes);
        }
        for (; i < length; i++) {
            byte b = key.at(i);
            if (b == '{') {
                return ofTag(key);
            }
            crc = Crc16.step(crc, b);
        }
        return slot(crc);
    }

    /** The slot of {@code key}. */
    public static int of(byte[] key) {
        return of(new ArrayKey(key));
    }

    /**
     * The slot of the {@code length} bytes of {@code buffer} from the absolute {@code offset} on.
     */
    public static int of(ByteBuf buffer, int offset, int length) {
        return of(new BufferKey(buffer, offset, length));
    }

    /**
     * The slot of a key with an opening brace: of what the first pair of braces holds, if anything.
     */
    private static int ofTag(KeyBytes key) {
        int length = key.length();
        int open = indexOf(key, '{', 0, length);
        int close = indexOf(key, '}', open + 1, length);
        boolean tagged = close > open + 1;
        int crc = 0;
        for (int i = tagged ? open + 1 : 0; i < (tagged ? close : length); i++) {
            crc = Crc16.step(crc, key.at(i));
        }
        return slot(crc);
    }

    private static int slot(int crc) {
        return crc & (COUNT - 1);
    }

    /** Whether one of eight bytes is an opening brace; it is zero after the exclusive or, then. */
    private static boolean hasBrace(long bytes) {
        long zero = bytes ^ EIGHT_BRACES;
        return ((zero - EIGHT_ONES) & ~zero & EIGHT_HIGH_BITS) != 0;
    }

    private static int indexOf(KeyBytes key, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (key.at(i) == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** A key in an array. */
    private record ArrayKey(byte[] bytes) implements KeyBytes {
        @Override
        public int length() {
            return bytes.length;
        }

        @Override
        public byte at(int index) {
            return bytes[index];
        }

        @Override
        public long longAt(int index) {
            return (long) LONG.get(bytes, index);
        }
    }

    /** A key inside a buffer. */
    private record BufferKey(ByteBuf buffer, int offset, int length) implements KeyBytes {
        @Override
        public byte at(int index) {
            return buffer.getByte(offset + index);
        }

        @Override
        public long longAt(int index) {
            return buffer.getLongLE(offset + index);
        }
    }
}
