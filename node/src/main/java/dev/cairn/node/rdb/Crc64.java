package dev.cairn.node.rdb;

import dev.cairn.node.memory.Memory;
import dev.cairn.node.memory.Slice;

/** CRC-64 with the polynomial of Jones, reflected, initial value 0: what RDB data ends with. */
final class Crc64 {

    /** The polynomial 0xad93d23594c935a9, its bits in reverse. */
    private static final long REVERSED = 0x95ac9329ac4bc9b5L;

    private static final long[] TABLE = new long[256];

    static {
        for (int b = 0; b < TABLE.length; b++) {
            long crc = b;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ REVERSED;
            }
            TABLE[b] = crc;
        }
    }

    private Crc64() {}

    /** The checksum of the first {@code length} bytes. */
    static long of(byte[] bytes, int length) {
        return of(bytes, length, 0);
    }

    /** The checksum of what {@code before} is the checksum of, and of these bytes behind it. */
    static long of(byte[] bytes, int length, long before) {
        long crc = before;
        for (int i = 0; i < length; i++) {
            crc = with(bytes[i], crc);
        }
        return crc;
    }

    /** As above, of bytes off the heap. */
    static long of(Slice bytes, long before) {
        long crc = before;
        long end = bytes.address() + bytes.length();
        for (long at = bytes.address(); at < end; at++) {
            crc = with(Memory.getByte(at), crc);
        }
        return crc;
    }

    private static long with(byte next, long crc) {
        return TABLE[(int) (crc ^ next) & 0xff] ^ crc >>> 8;
    }
}
