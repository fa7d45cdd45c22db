package dev.cairn.protocol.resp;

import io.netty.buffer.ByteBuf;

/**
 * Splits the line of an inline request into words, undoing quotes and escapes in place: a word
 * never grows by it. Within double quotes {@code \n \r \t \b \a \xHH} and escaped characters count,
 * within single quotes only {@code \'}; a closing quote ends its word.
 */
final class InlineWords {

    private InlineWords() {}

    /**
     * The end of the words of the line {@code from .. newline}: before its CR, and before the first
     * NUL, since the reference takes the line for a C string.
     */
    static int lineEnd(ByteBuf line, int from, int newline) {
        int nul = line.indexOf(from, newline, (byte) 0);
        if (nul >= 0) {
            return nul;
        }
        return newline > from && line.getByte(newline - 1) == '\r' ? newline - 1 : newline;
    }

    /** The index of the first byte from {@code from} on that is no white space, or {@code to}. */
    static int skipSpace(ByteBuf line, int from, int to) {
        int at = from;
        while (at < to && isSpace(line.getByte(at))) {
            at++;
        }
        return at;
    }

    /**
     * Unquotes the word at {@code from} onto itself.
     *
     * @return the word's {@link #length} and the index {@link #next} to it, packed
     */
    static long unquote(ByteBuf line, int from, int to) {
        int in = from;
        int out = from;
        while (in < to) {
            byte b = line.getByte(in);
            if (isSpace(b)) {
                return pack(out - from, in);
            }
            if (b == '"' || b == '\'') {
                long quoted = quoted(line, in, to, out);
                return pack(length(quoted) - from, next(quoted));
            }
            line.setByte(out++, b);
            in++;
        }
        return pack(out - from, in);
    }

    /** Undoes the quoted part at {@code open}; packs the absolute end of output and of input. */
    private static long quoted(ByteBuf line, int open, int to, int target) {
        byte quote = line.getByte(open);
        int in = open + 1;
        int out = target;
        while (in < to && line.getByte(in) != quote) {
            byte b = line.getByte(in);
            if (b != '\\' || in + 1 >= to) {
                line.setByte(out++, b);
                in++;
            } else if (quote == '\'') {
                boolean escaped = line.getByte(in + 1) == '\'';
                line.setByte(out++, escaped ? '\'' : b);
                in += escaped ? 2 : 1;
            } else if (isHexEscape(line, in, to)) {
                line.setByte(out++, hex(line.getByte(in + 2)) << 4 | hex(line.getByte(in + 3)));
                in += 4;
            } else {
                line.setByte(out++, unescape(line.getByte(in + 1)));
                in += 2;
            }
        }
        boolean ended = in + 1 >= to || isSpace(line.getByte(in + 1));
        if (in >= to || !ended) {
            throw new ProtocolError(Refusal.PROTOCOL_UNBALANCED_QUOTES.refused());
        }
        return pack(out, in + 1);
    }

    static int length(long word) {
        return (int) (word >>> 32);
    }

    static int next(long word) {
        return (int) word;
    }

    private static long pack(int length, int next) {
        return (long) length << 32 | next;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }

    private static boolean isHexEscape(ByteBuf line, int at, int to) {
        return at + 3 < to
                && line.getByte(at + 1) == 'x'
                && hex(line.getByte(at + 2)) >= 0
                && hex(line.getByte(at + 3)) >= 0;
    }

    private static int hex(byte b) {
        return Character.digit(b, 16);
    }

    private static byte unescape(byte b) {
        return switch (b) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 7;
            default -> b;
        };
    }
}
