package dev.cairn.node.text;

import dev.cairn.protocol.resp.Refusal;
import dev.cairn.protocol.slot.KeyBytes;

/**
 * Integers as Redis reads them: decimal digits with an optional minus, no plus, no spaces, no
 * leading zeros, within 64 bits.
 */
public final class Numerals {

    private static final int MOST_DIGITS = 19;

    private Numerals() {}

    /** Whether {@code text} is an integer in the strict notation. */
    public static boolean isLong(KeyBytes text) {
        int length = text.length();
        if (length == 0 || length > MOST_DIGITS + 1) {
            return false;
        }
        boolean negative = text.at(0) == '-';
        int from = negative ? 1 : 0;
        if (length == from || length - from > MOST_DIGITS) {
            return false;
        }
        if (text.at(from) == '0') {
            return length == 1;
        }
        for (int i = from; i < length; i++) {
            if (text.at(i) < '0' || text.at(i) > '9') {
                return false;
            }
        }
        long value = magnitude(text, from);
        return value >= 0 || (negative && value == Long.MIN_VALUE);
    }

    /** The integer that {@code text} is, or the refusal that it is none. */
    public static long parseLong(KeyBytes text) {
        return parseLong(text, Refusal.NOT_AN_INTEGER);
    }

    /** The integer that {@code text} is, or {@code refusal}. */
    public static long parseLong(KeyBytes text, Refusal refusal) {
        if (!isLong(text)) {
            throw refusal.refused();
        }
        boolean negative = text.at(0) == '-';
        long value = magnitude(text, negative ? 1 : 0);
        return negative ? -value : value;
    }

    /** At most 19 digits: beyond 2^63 the sum wraps once and shows as a negative number. */
    private static long magnitude(KeyBytes text, int from) {
        long value = 0;
        for (int i = from; i < text.length(); i++) {
            value = 10 * value + (text.at(i) - '0');
        }
        return value;
    }
}
