package dev.cairn.node.store;

import dev.cairn.node.memory.Memory;

/** Tells integers from other strings, by the rule that Redis encodes strings as integers with. */
final class Digits {
    private static final int LONGEST = 20;
    private static final int DIGITS_OF_MAX = 19;

    private Digits() {}

    /**
     * Whether the bytes are a signed 64-bit integer written in the one way that prints back the
     * same.
     */
    static boolean isCanonicalLong(long address, int length) {
        if (length == 0 || length > LONGEST) {
            return false;
        }
        boolean negative = Memory.getByte(address) == '-';
        int first = negative ? 1 : 0;
        int digits = length - first;
        if (digits == 0 || digits > DIGITS_OF_MAX) {
            return false;
        }
        byte leading = Memory.getByte(address + first);
        if (leading == '0') {
            return length == 1;
        }
        long value = 0;
        for (int i = first; i < length; i++) {
            int digit = Memory.getByte(address + i) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            // Nineteen digits overflow to a negative at most once; the smallest long is its own
            // case.
            value = value * 10 + digit;
        }
        return value >= 0 || (negative && value == Long.MIN_VALUE);
    }
}
