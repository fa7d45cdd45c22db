package dev.cairn.protocol.slot;

import io.netty.buffer.ByteBuf;

/**
 * The hash slot of a key: CRC16 of its hash tag modulo 16384, as the Redis Cluster spec defines.
 */
public final class Slots {

    /** How many slots there are; slots are numbered {@code 0 .. COUNT - 1}. */
    public static final int COUNT = 16_384;

    private Slots() {}

    /** The slot of {@code key}. */
    public static int of(KeyBytes key) {
        int length = key.length();
        int open = indexOf(key, '{', 0, length);
        if (open >= 0) {
            int close = indexOf(key, '}', open + 1, length);
            if (close > open + 1) { // an empty tag does not count
                return slot(Crc16.of(key, open + 1, close));
            }
        }
        return slot(Crc16.of(key, 0, length));
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

    private static int slot(int crc) {
        return crc & (COUNT - 1);
    }

    private static int indexOf(KeyBytes key, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (key.at(i) == wanted) {
                return i;
            }
        }
        return -1;
    }

    private record ArrayKey(byte[] bytes) implements KeyBytes {
        @Override
        public int length() {
            return bytes.length;
        }

        @Override
        public byte at(int index) {
            return bytes[index];
        }
    }

    private record BufferKey(ByteBuf buffer, int offset, int length) implements KeyBytes {
        @Override
        public byte at(int index) {
            return buffer.getByte(offset + index);
        }
    }
}
