package dev.cairn.protocol.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

import java.nio.charset.StandardCharsets;

/**
 * Writes replies in RESP2 or RESP3, whichever the connection speaks at the moment.
 *
 * <p>What RESP2 lacks is written as Redis writes it there: a map as an array of twice the length, a
 * set or push as an array, a boolean as 1 or 0, a double, big number or verbatim text as a bulk
 * string. Numbers are written without allocation. Not thread-safe.
 */
public final class RespWriter {

    /** The older protocol version, which every connection starts with. */
    public static final int RESP2 = 2;

    /** The protocol version that HELLO 3 switches to. */
    public static final int RESP3 = 3;

    private static final byte[] OK = ascii("+OK\r\n");
    private static final byte[] NIL_BULK = ascii("$-1\r\n");
    private static final byte[] NIL_ARRAY = ascii("*-1\r\n");
    private static final byte[] NIL_3 = ascii("_\r\n");
    private static final byte[] TRUE_3 = ascii("#t\r\n");
    private static final byte[] FALSE_3 = ascii("#f\r\n");
    private static final int CRLF = '\r' << 8 | '\n';
    private static final int CRLF_LE = '\r' | '\n' << 8;
    private static final int MOVED_AT_ONCE = 8 << 10;
    private static final int LONGEST_NUMBER_LINE = 1 + 20 + 2;

    /** Below this, a number takes a line of eight bytes at most. */
    private static final int SHORT_NUMBERS = 100_000;

    private final byte[] digits = new byte[LONGEST_NUMBER_LINE];
    private ByteBuf out;
    private int version = RESP2;

    /** A writer of RESP2 into {@code out}. */
    public RespWriter(ByteBuf out) {
        this.out = out;
    }

    /** Writes into another buffer from now on. */
    public void target(ByteBuf out) {
        this.out = out;
    }

    /** The buffer written to. */
    public ByteBuf target() {
        return out;
    }

    /** The protocol version: 2 or 3. */
    public int version() {
        return version;
    }

    /** Chooses the protocol version for what is written from now on. */
    public void version(int version) {
        if (version != RESP2 && version != RESP3) {
            throw new IllegalArgumentException("no such version: " + version);
        }
        this.version = version;
    }

    /** {@code +OK}. */
    public void ok() {
        out.writeBytes(OK);
    }

    /** A simple string; line breaks inside become spaces. */
    public void simple(String text) {
        out.writeBytes(Lines.encode('+', text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A simple string of raw bytes; line breaks inside become spaces. */
    public void simple(byte[] text) {
        out.writeBytes(Lines.encode('+', text));
    }

    /** A refusal. */
    public void error(Refused refused) {
        out.writeBytes(refused.line());
    }

    /** An error whose text begins with its code; line breaks inside become spaces. */
    public void error(byte[] text) {
        out.writeBytes(Lines.encode('-', text));
    }

    /** An integer. */
    public void integer(long value) {
        numberLine(':', value);
    }

    /** A bulk string. */
    public void bulk(byte[] bytes) {
        bulk(bytes, 0, bytes.length);
    }

    /** A bulk string: {@code length} bytes of {@code bytes} from {@code offset} on. */
    public void bulk(byte[] bytes, int offset, int length) {
        bulkHeader(length);
        out.writeBytes(bytes, offset, length);
        crlf();
    }

    /** A bulk string of text, as UTF-8. */
    public void bulk(String text) {
        bulkHeader(ByteBufUtil.utf8Bytes(text));
        ByteBufUtil.writeUtf8(out, text);
        crlf();
    }

    /** A bulk string with the decimal digits of {@code value}. */
    public void bulkInteger(long value) {
        int length = LONGEST_NUMBER_LINE - 2 - digits(value);
        bulkHeader(length); // may use the same place for its own digits
        out.writeBytes(digits, digits(value), length);
        crlf();
    }

    /** The length line of a bulk string whose bytes and {@link #crlf} the caller writes. */
    public void bulkHeader(int length) {
        numberLine('$', length);
    }

    /** The line break after the bytes of a bulk string. */
    public void crlf() {
        out.writeShort(CRLF);
    }

    /** No value. */
    public void nil() {
        out.writeBytes(version == RESP2 ? NIL_BULK : NIL_3);
    }

    /** No value where an array would be. */
    public void nilArray() {
        out.writeBytes(version == RESP2 ? NIL_ARRAY : NIL_3);
    }

    /** The head of an array; its {@code length} elements follow. */
    public void array(int length) {
        numberLine('*', length);
    }

    /** The head of a map; {@code pairs} times a key and a value follow. */
    public void map(int pairs) {
        aggregate('%', pairs, 2);
    }

    /** The head of a set; its {@code length} elements follow. */
    public void set(int length) {
        aggregate('~', length, 1);
    }

    /** The head of an out-of-band message; its {@code length} elements follow. */
    public void push(int length) {
        aggregate('>', length, 1);
    }

    /**
     * The head of attributes of the next reply; {@code pairs} times a key and a value follow, but
     * only if this returns true: RESP2 has none, and nothing is written then.
     */
    public boolean attribute(int pairs) {
        if (version == RESP2) {
            return false;
        }
        numberLine('|', pairs);
        return true;
    }

    /** A boolean. */
    public void bool(boolean value) {
        if (version == RESP2) {
            integer(value ? 1 : 0);
        } else {
            out.writeBytes(value ? TRUE_3 : FALSE_3);
        }
    }

    /** A double with 17 significant digits. */
    public void doubleValue(double value) {
        byte[] text = ascii(Doubles.text(value));
        if (version == RESP2) {
            bulk(text);
        } else {
            out.writeByte(',').writeBytes(text);
            crlf();
        }
    }

    /** A number of any size, as its decimal digits. */
    public void bigNumber(String number) {
        byte[] text = ascii(number);
        if (version == RESP2) {
            bulk(text);
        } else {
            out.writeBytes(Lines.encode('(', text));
        }
    }

    /** A text to show to a human unescaped; {@code format} has three letters: txt or mkd. */
    public void verbatim(String format, byte[] text) {
        if (format.length() != 3) {
            throw new IllegalArgumentException("a format has three letters: " + format);
        }
        if (version == RESP2) {
            bulk(text);
            return;
        }
        numberLine('=', text.length + 4);
        out.writeBytes(ascii(format)).writeByte(':').writeBytes(text);
        crlf();
    }

    /**
     * Puts the head of an array before elements that are already written, for a count that is known
     * only at the end.
     *
     * @param mark the target's writer index before the first element
     */
    public void arrayBefore(int mark, int length) {
        headBefore('*', mark, length);
    }

    /** As {@link #arrayBefore}, for a map of {@code pairs} keys and values. */
    public void mapBefore(int mark, int pairs) {
        headBefore(version == RESP2 ? '*' : '%', mark, version == RESP2 ? 2 * pairs : pairs);
    }

    /** As {@link #arrayBefore}, for a set. */
    public void setBefore(int mark, int length) {
        headBefore(version == RESP2 ? '*' : '~', mark, length);
    }

    /** Makes a bulk string of the bytes written since {@code mark}. */
    public void bulkOf(int mark) {
        headBefore('$', mark, out.writerIndex() - mark);
        crlf();
    }

    /** Puts a bulk string of ASCII before what was written since {@code mark}. */
    public void bulkBefore(int mark, String text) {
        byte[] bytes = ascii(text + "\r\n");
        insert(mark, bytes, 0, bytes.length);
        headBefore('$', mark, text.length());
    }

    private void headBefore(char marker, int mark, int length) {
        int from = line(marker, length);
        insert(mark, digits, from, LONGEST_NUMBER_LINE - from);
    }

    private void insert(int mark, byte[] bytes, int from, int size) {
        int written = out.writerIndex() - mark;
        out.ensureWritable(size);
        byte[] block = new byte[Math.min(written, MOVED_AT_ONCE)];
        for (int end = mark + written; end > mark; ) {
            int moved = Math.min(block.length, end - mark);
            end -= moved;
            out.getBytes(end, block, 0, moved);
            out.setBytes(end + size, block, 0, moved);
        }
        out.setBytes(mark, bytes, from, size);
        out.writerIndex(mark + size + written);
    }

    private void aggregate(char marker, int length, int perEntry) {
        if (version == RESP2) {
            numberLine('*', (long) length * perEntry);
        } else {
            numberLine(marker, length);
        }
    }

    private void numberLine(char marker, long value) {
        if (value >= 0 && value < SHORT_NUMBERS) {
            shortNumberLine(marker, (int) value);
            return;
        }
        int from = line(marker, value);
        out.writeBytes(digits, from, LONGEST_NUMBER_LINE - from);
    }

    /** A line of eight bytes at most, put together from its end and written at once. */
    private void shortNumberLine(char marker, int value) {
        long line = CRLF_LE;
        int length = 2;
        int rest = value;
        do {
            line = line << 8 | ('0' + rest % 10);
            rest /= 10;
            length++;
        } while (rest != 0);
        line = line << 8 | marker;
        length++;
        int at = out.ensureWritable(Long.BYTES).writerIndex();
        out.setLongLE(at, line);
        out.writerIndex(at + length);
    }

    /** Puts {@code marker value CR LF} at the end of {@link #digits}; returns where it begins. */
    private int line(char marker, long value) {
        int at = digits(value);
        digits[--at] = (byte) marker;
        digits[LONGEST_NUMBER_LINE - 2] = '\r';
        digits[LONGEST_NUMBER_LINE - 1] = '\n';
        return at;
    }

    /** Puts the digits of {@code value} before the last two places; returns where they begin. */
    private int digits(long value) {
        int at = LONGEST_NUMBER_LINE - 2;
        long rest = value;
        do {
            digits[--at] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        } while (rest != 0);
        if (value < 0) {
            digits[--at] = '-';
        }
        return at;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
