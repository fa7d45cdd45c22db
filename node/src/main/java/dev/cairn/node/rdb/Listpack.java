package dev.cairn.node.rdb;

import dev.cairn.node.text.Numerals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Redis's listpack: a run of strings and integers, each followed by its own length. */
final class Listpack {

    private static final int HEADER = 6;
    private static final int END = 0xff;
    private static final int UNKNOWN_COUNT = 0xffff;

    private Listpack() {}

    /** The elements, integers as their digits. */
    static List<byte[]> read(byte[] pack) throws Malformed {
        var in = new Input(pack, 0, pack.length);
        long total = in.little(4) & 0xffff_ffffL;
        int count = (int) in.little(2) & 0xffff;
        if (total != pack.length) {
            throw new Malformed("a listpack's length is wrong");
        }
        var elements = new ArrayList<byte[]>();
        for (int first; (first = in.unsignedByte()) != END; ) {
            int before = in.remaining() + 1;
            elements.add(element(in, first));
            backLength(in, before - in.remaining());
        }
        if (!in.atEnd() || (count != UNKNOWN_COUNT && count != elements.size())) {
            throw new Malformed("a listpack's count is wrong");
        }
        return elements;
    }

    static byte[] write(List<byte[]> elements) {
        var body = new Output();
        for (byte[] element : elements) {
            byte[] encoded = encoded(element);
            body.bytes(encoded);
            backLength(body, encoded.length);
        }
        byte[] bytes = body.toBytes();
        return new Output()
                .little(HEADER + bytes.length + 1, 4)
                .little(Math.min(elements.size(), UNKNOWN_COUNT), 2)
                .bytes(bytes)
                .unsignedByte(END)
                .toBytes();
    }

    private static byte[] element(Input in, int first) throws Malformed {
        if (first < 0x80) {
            return digits(first);
        }
        if (first < 0xc0) {
            return in.bytes(first & 0x3f);
        }
        if (first < 0xe0) {
            int value = (first & 0x1f) << 8 | in.unsignedByte();
            return digits(value < 1 << 12 ? value : value - (1 << 13));
        }
        if (first < 0xf0) {
            return in.bytes((first & 0xf) << 8 | in.unsignedByte());
        }
        return switch (first) {
            case 0xf0 -> in.bytes(in.little(4) & 0xffff_ffffL);
            case 0xf1 -> digits(in.little(2));
            case 0xf2 -> digits(in.little(3));
            case 0xf3 -> digits(in.little(4));
            case 0xf4 -> digits(in.little(8));
            default -> throw new Malformed("unknown element of a listpack");
        };
    }

    private static byte[] encoded(byte[] element) {
        var out = new Output();
        var view = new Bytes(element);
        if (Numerals.isLong(view)) {
            return integer(out, Numerals.parseLong(view)).toBytes();
        }
        int length = element.length;
        if (length < 1 << 6) {
            out.unsignedByte(0x80 | length);
        } else if (length < 1 << 12) {
            out.unsignedByte(0xe0 | length >> 8).unsignedByte(length);
        } else {
            out.unsignedByte(0xf0).little(length, 4);
        }
        return out.bytes(element).toBytes();
    }

    private static Output integer(Output out, long value) {
        if (value >= 0 && value < 1 << 7) {
            return out.unsignedByte((int) value);
        }
        if (value >= -(1 << 12) && value < 1 << 12) {
            int bits = (int) value & 0x1fff;
            return out.unsignedByte(0xc0 | bits >> 8).unsignedByte(bits);
        }
        if (value == (short) value) {
            return out.unsignedByte(0xf1).little(value, 2);
        }
        if (value << 40 >> 40 == value) {
            return out.unsignedByte(0xf2).little(value, 3);
        }
        return value == (int) value
                ? out.unsignedByte(0xf3).little(value, 4)
                : out.unsignedByte(0xf4).little(value, 8);
    }

    /** The length of an element, seven bits a byte, readable from its end. */
    private static void backLength(Output out, int length) {
        int bytes = backLengthBytes(length);
        for (int i = bytes - 1; i >= 0; i--) {
            int bits = (length >> (7 * i)) & 0x7f;
            out.unsignedByte(i == bytes - 1 ? bits : bits | 0x80);
        }
    }

    private static void backLength(Input in, int length) throws Malformed {
        long said = 0;
        for (int i = backLengthBytes(length); i > 0; i--) {
            said = said << 7 | (in.unsignedByte() & 0x7f);
        }
        if (said != length) {
            throw new Malformed("an element's length in a listpack is wrong");
        }
    }

    private static int backLengthBytes(int length) {
        int bytes = 1;
        while (bytes < 5 && length >> (7 * bytes) > 0) {
            bytes++;
        }
        return bytes;
    }

    private static byte[] digits(long value) {
        return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    }
}
