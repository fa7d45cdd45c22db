package dev.cairn.node.rdb;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * The LZF format: runs of literal bytes, and references to bytes already written.
 *
 * <p>A control byte below 32 announces that many literals plus one. Any other is a reference: its
 * upper three bits are the length minus two (seven: another byte adds to it), its lower five bits
 * and the next byte the distance minus one.
 */
final class Lzf {

    private static final int MOST_LITERALS = 32;
    private static final int MOST_DISTANCE = 1 << 13;
    private static final int MOST_REFERENCE = 264;
    private static final int HASH_BITS = 14;

    /** Three bytes become at most this many. */
    private static final long MOST_GROWTH = MOST_REFERENCE;

    private Lzf() {}

    /** The {@code length} bytes that {@code packed} stands for. */
    static byte[] unpack(byte[] packed, long length) throws Malformed {
        if (length < 0 || length > packed.length * MOST_GROWTH || length > Integer.MAX_VALUE - 8) {
            throw new Malformed("compressed data cannot be that long");
        }
        var plain = new byte[(int) length];
        int from = 0;
        int to = 0;
        while (from < packed.length) {
            int control = packed[from++] & 0xff;
            if (control < MOST_LITERALS) {
                int count = control + 1;
                check(from + count <= packed.length && to + count <= plain.length);
                System.arraycopy(packed, from, plain, to, count);
                from += count;
                to += count;
                continue;
            }
            int count = (control >> 5) + 2;
            if (count == 9) {
                check(from < packed.length);
                count += packed[from++] & 0xff;
            }
            check(from < packed.length);
            int distance = ((control & 0x1f) << 8 | (packed[from++] & 0xff)) + 1;
            check(distance <= to && to + count <= plain.length);
            for (int i = 0; i < count; i++, to++) {
                plain[to] = plain[to - distance]; // may overlap: a run repeats itself
            }
        }
        check(to == plain.length);
        return plain;
    }

    /** Packed bytes that {@link #unpack} reads; longer than {@code plain} if nothing repeats. */
    static byte[] pack(byte[] plain) {
        var packed = new ByteArrayOutputStream(plain.length);
        var lastSeen = new int[1 << HASH_BITS];
        Arrays.fill(lastSeen, -1);
        int literals = 0;
        int at = 0;
        while (at + 2 < plain.length) {
            int hash = hash(plain, at);
            int before = lastSeen[hash];
            lastSeen[hash] = at;
            int same = before >= 0 && at - before <= MOST_DISTANCE ? same(plain, before, at) : 0;
            if (same < 3) {
                at++;
                continue;
            }
            literals(packed, plain, literals, at);
            reference(packed, at - before - 1, same - 2);
            at += same;
            literals = at;
        }
        literals(packed, plain, literals, plain.length);
        return packed.toByteArray();
    }

    private static int hash(byte[] plain, int at) {
        int three = (plain[at] & 0xff) << 16 | (plain[at + 1] & 0xff) << 8 | (plain[at + 2] & 0xff);
        return (three * 0x9e3779b1) >>> (32 - HASH_BITS);
    }

    private static int same(byte[] plain, int a, int b) {
        int most = Math.min(plain.length - b, MOST_REFERENCE);
        int same = 0;
        while (same < most && plain[a + same] == plain[b + same]) {
            same++;
        }
        return same;
    }

    private static void literals(ByteArrayOutputStream packed, byte[] plain, int from, int to) {
        for (int at = from; at < to; at += MOST_LITERALS) {
            int count = Math.min(MOST_LITERALS, to - at);
            packed.write(count - 1);
            packed.write(plain, at, count);
        }
    }

    private static void reference(ByteArrayOutputStream packed, int distance, int length) {
        if (length < 7) {
            packed.write(length << 5 | distance >> 8);
        } else {
            packed.write(7 << 5 | distance >> 8);
            packed.write(length - 7);
        }
        packed.write(distance);
    }

    private static void check(boolean sound) throws Malformed {
        if (!sound) {
            throw new Malformed("compressed data is broken");
        }
    }
}
