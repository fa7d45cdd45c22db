package dev.cairn.node.rdb;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Redis's older ziplist, which data from before version 7 contains; it is only read. */
final class Ziplist {

    private static final int END = 0xff;
    private static final int WIDE_PREVIOUS = 0xfe;
    private static final int UNKNOWN_COUNT = 0xffff;

    private Ziplist() {}

    /** The elements, integers as their digits. */
    static List<byte[]> read(byte[] list) throws Malformed {
        var in = new Input(list, 0, list.length);
        long total = in.little(4) & 0xffff_ffffL;
        long tail = in.little(4) & 0xffff_ffffL;
        int count = (int) in.little(2) & 0xffff;
        if (total != list.length) {
            throw new Malformed("a ziplist's length is wrong");
        }
        var elements = new ArrayList<byte[]>();
        int last = list.length - in.remaining();
        int previous = 0;
        for (int first; (first = in.unsignedByte()) != END; ) {
            int start = in.remaining() + 1;
            last = list.length - start;
            long said = first == WIDE_PREVIOUS ? in.little(4) & 0xffff_ffffL : first;
            if (said != previous) {
                throw new Malformed("an element's length in a ziplist is wrong");
            }
            elements.add(element(in));
            previous = start - in.remaining();
        }
        boolean whole = in.atEnd() && tail == last;
        if (!whole || (count != UNKNOWN_COUNT && count != elements.size())) {
            throw new Malformed("a ziplist's head is wrong");
        }
        return elements;
    }

    private static byte[] element(Input in) throws Malformed {
        int first = in.unsignedByte();
        return switch (first >> 6) {
            case 0 -> in.bytes(first);
            case 1 -> in.bytes((first & 0x3fL) << 8 | in.unsignedByte());
            case 2 -> {
                if (first != 0x80) {
                    throw new Malformed("unknown element of a ziplist");
                }
                yield in.bytes(in.big(4));
            }
            default -> digits(integer(in, first));
        };
    }

    private static long integer(Input in, int first) throws Malformed {
        return switch (first) {
            case 0xc0 -> in.little(2);
            case 0xd0 -> in.little(4);
            case 0xe0 -> in.little(8);
            case 0xf0 -> in.little(3);
            case 0xfe -> in.little(1);
            default -> {
                int small = first & 0xf;
                if (first < 0xf1 || small > 13) {
                    throw new Malformed("unknown element of a ziplist");
                }
                yield small - 1;
            }
        };
    }

    private static byte[] digits(long value) {
        return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    }
}
