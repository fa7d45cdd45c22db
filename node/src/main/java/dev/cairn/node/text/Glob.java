package dev.cairn.node.text;

import dev.cairn.protocol.slot.KeyBytes;

/**
 * A pattern of Redis: {@code *}, {@code ?}, {@code [a-c]}, {@code [^x]} and {@code \} before a sign
 * that stands for itself.
 *
 * <p>Matching neither recurses nor takes more than a fixed number of steps: whoever sends {@code
 * *a*a*a*b} gets "no match" when they run out, not a stalled shard. Immutable.
 */
public final class Glob {

    private static final int MOST_STEPS = 1 << 22;

    private final byte[] pattern;
    private final boolean ignoreCase;
    private final boolean everything;

    private Glob(byte[] pattern, boolean ignoreCase) {
        this.pattern = pattern;
        this.ignoreCase = ignoreCase;
        this.everything = pattern.length == 1 && pattern[0] == '*';
    }

    /** The pattern; the array is not to be changed any more. */
    public static Glob of(byte[] pattern) {
        return new Glob(pattern, false);
    }

    /** The pattern, matching letters in either case. */
    public static Glob ignoringCase(byte[] pattern) {
        return new Glob(pattern, true);
    }

    /** Whether the pattern is the bare {@code *}. */
    public boolean matchesEverything() {
        return everything;
    }

    /** Whether the whole of {@code text} matches. */
    public boolean matches(KeyBytes text) {
        if (everything) {
            return true;
        }
        if (text.length() == 0) {
            return pattern.length == 0; // as Redis: ** does not match the empty string
        }
        return new Match(text).run();
    }

    /** One attempt: a place in the pattern, one in the text, and the last star to go back to. */
    private final class Match {

        private final KeyBytes text;
        private int p;
        private int t;
        private int afterStar = -1;
        private int starText;

        private Match(KeyBytes text) {
            this.text = text;
        }

        private boolean run() {
            for (int steps = 0; t < text.length(); steps++) {
                if (steps == MOST_STEPS) {
                    return false;
                }
                if (p < pattern.length && pattern[p] == '*') {
                    afterStar = ++p;
                    starText = t;
                } else if (p < pattern.length && one()) {
                    t++;
                } else if (afterStar >= 0) {
                    p = afterStar;
                    t = ++starText;
                } else {
                    return false;
                }
            }
            while (p < pattern.length && pattern[p] == '*') {
                p++;
            }
            return p == pattern.length;
        }

        /** Matches one byte of text, and moves past what matched it in the pattern. */
        private boolean one() {
            return switch (pattern[p]) {
                case '?' -> {
                    p++;
                    yield true;
                }
                case '[' -> set();
                case '\\' -> {
                    if (p + 1 < pattern.length) {
                        p++;
                    }
                    yield same(pattern[p++]);
                }
                default -> same(pattern[p++]);
            };
        }

        /** A set that is not closed ends with the pattern, as in Redis. */
        private boolean set() {
            p++;
            boolean not = p < pattern.length && pattern[p] == '^';
            if (not) {
                p++;
            }
            boolean found = false;
            while (p < pattern.length && pattern[p] != ']') {
                found |= member();
            }
            if (p < pattern.length) {
                p++;
            }
            return found != not;
        }

        private boolean member() {
            if (pattern[p] == '\\' && p + 1 < pattern.length) {
                p += 2;
                return same(pattern[p - 1]);
            }
            if (p + 2 < pattern.length && pattern[p + 1] == '-') {
                int a = folded(pattern[p]);
                int b = folded(pattern[p + 2]);
                int c = folded(text.at(t));
                p += 3;
                return Math.min(a, b) <= c && c <= Math.max(a, b);
            }
            return same(pattern[p++]);
        }

        private boolean same(byte sign) {
            return folded(sign) == folded(text.at(t));
        }

        private int folded(byte sign) {
            int value = sign & 0xff;
            return ignoreCase && value >= 'A' && value <= 'Z' ? value | 0x20 : value;
        }
    }
}
