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

    /** Writes {@code value} with as many bytes as any takes, to a place that was left for it. */
    static void writePadded(byte[] to, int at, int value) {
        for (int i = 0; i < MOST_BYTES - 1; i++) {
            to[at + i] = (byte) (value >>> (7 * i) | 0x80);
        }
        to[at + MOST_BYTES - 1] = (byte) (value >>> (7 * (MOST_BYTES - 1)));
    }

    /** How many bytes {@code value} takes. */
    static int bytes(int value) {
        return Math.max(1, (38 - Integer.numberOfLeadingZeros(value)) / 7);
    }
}
