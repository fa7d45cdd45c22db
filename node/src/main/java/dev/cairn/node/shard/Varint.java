package dev.cairn.node.shard;

/** Non-negative integers, seven bits to a byte, the lowest first; five bytes at most. */
final class Varint {

    static final int MOST_BYTES = 5;

    private Varint() {}

    /** Writes {@code value}; where the next byte goes. */
    static int write(byte[] to, int at, int value) {
        int rest = value;
        int end = at;
        while (rest >= 0x80) {
            to[end++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        to[end++] = (byte) rest;
        return end;
    }

    /** How many bytes {@code value} takes. */
    static int bytes(int value) {
        return Math.max(1, (38 - Integer.numberOfLeadingZeros(value)) / 7);
    }
}
