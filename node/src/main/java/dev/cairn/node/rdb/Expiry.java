package dev.cairn.node.rdb;

import dev.cairn.node.text.Numerals;

/** The time at which a field of a hash ends, as an element of a listpack. */
final class Expiry {

    /** Redis keeps these times in 48 bits, of which it uses 46. */
    static final long LATEST = (1L << 46) - 1;

    private Expiry() {}

    static long parse(byte[] element) throws Malformed {
        var view = new Bytes(element);
        if (!Numerals.isLong(view)) {
            throw new Malformed("a time is no number");
        }
        return Numerals.parseLong(view);
    }
}
