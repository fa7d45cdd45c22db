package dev.cairn.node.rdb;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the elements of RDB data; every length is checked against what is there. */
final class Input {

    private static final int INT8 = 0;
    private static final int INT16 = 1;
    private static final int INT32 = 2;
    private static final int COMPRESSED = 3;

    private final byte[] bytes;
    private final int end;
    private int at;

    Input(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    boolean atEnd() {
        return at == end;
    }

    int remaining() {
        return end - at;
    }

    int unsignedByte() throws Malformed {
        if (at >= end) {
            throw new Malformed("ends too early");
        }
        return bytes[at++] & 0xff;
    }

    /** {@code count} bytes, the lowest first, as a signed number of that width. */
    long little(int count) throws Malformed {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value |= (long) unsignedByte() << (8 * i);
        }
        int unused = 64 - 8 * count;
        return value << unused >> unused;
    }

    /** {@code count} bytes, the highest first, as an unsigned number. */
    long big(int count) throws Malformed {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 8 | unsignedByte();
        }
        return value;
    }

    byte[] bytes(long count) throws Malformed {
        if (count < 0 || count > remaining()) {
            throw new Malformed("a length exceeds the data");
        }
        at += (int) count;
        return Arrays.copyOfRange(bytes, at - (int) count, at);
    }

    /** A count or length; not one that announces a special encoding. */
    long length() throws Malformed {
        int first = unsignedByte();
        return switch (first >> 6) {
            case 0 -> first;
            case 1 -> (first & 0x3fL) << 8 | unsignedByte();
            case 2 -> longLength(first);
            default -> throw new Malformed("a length was expected");
        };
    }

    /** A string in any of its encodings. */
    byte[] string() throws Malformed {
        int first = unsignedByte();
        if (first >> 6 != 3) {
            at--;
            return bytes(length());
        }
        return switch (first & 0x3f) {
            case INT8 -> decimal(little(1));
            case INT16 -> decimal(little(2));
            case INT32 -> decimal(little(4));
            case COMPRESSED -> {
                long packed = length();
                long unpacked = length();
                yield Lzf.unpack(bytes(packed), unpacked);
            }
            default -> throw new Malformed("unknown string encoding");
        };
    }

    private long longLength(int first) throws Malformed {
        return switch (first) {
            case 0x80 -> big(4);
            case 0x81 -> big(8);
            default -> throw new Malformed("unknown length encoding");
        };
    }

    private static byte[] decimal(long value) {
        return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    }
}
