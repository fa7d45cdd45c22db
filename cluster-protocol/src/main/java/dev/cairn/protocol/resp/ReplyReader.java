package dev.cairn.protocol.resp;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Reads replies, RESP2 and RESP3, from bytes that come in pieces.
 *
 * <p>Elements are taken from the buffer as they become whole, so a long array is neither held twice
 * nor looked at twice. Nesting is kept on a stack of its own and limited. Not thread-safe; of no
 * use after a {@link MalformedReply}.
 */
public final class ReplyReader {

    private static final int INITIAL_ELEMENTS = 16;
    private static final int NOT_FOUND = -1;

    private final ReplyLimits limits;
    private final ArrayDeque<Frame> open = new ArrayDeque<>();
    private long taken;
    private int scanned;

    /** A reader that takes replies within {@code limits}. */
    public ReplyReader(ReplyLimits limits) {
        this.limits = limits;
    }

    /**
     * The next whole reply, or null when {@code in} does not hold the rest of it yet. The reader
     * index moves past what was taken.
     *
     * @throws MalformedReply when the bytes are no reply or break a limit
     */
    public @Nullable Reply read(ByteBuf in) {
        while (true) {
            int before = in.readerIndex();
            Reply element = element(in);
            count(in.readerIndex() - before);
            if (element == null) {
                if (in.readerIndex() == before) {
                    return null;
                }
                continue; // the head of an aggregate: its elements come next
            }
            Reply whole = attach(element);
            if (whole != null) {
                taken = 0;
                return whole;
            }
        }
    }

    private void count(int bytes) {
        taken += bytes;
        if (taken > limits.replyBytes()) {
            throw new MalformedReply("a reply of more than " + limits.replyBytes() + " bytes");
        }
    }

    /** Adds an element to the innermost open aggregate, and that one to its own when it is full. */
    private @Nullable Reply attach(Reply element) {
        Reply whole = element;
        while (!open.isEmpty()) {
            Frame frame = open.getLast();
            frame.elements.add(whole);
            if (frame.elements.size() < frame.length) {
                return null;
            }
            whole = open.removeLast().close();
        }
        return whole;
    }

    /** A whole element, or null if bytes are missing (none taken) or an aggregate was opened. */
    private @Nullable Reply element(ByteBuf in) {
        int start = in.readerIndex();
        int lineEnd = lineEnd(in, start);
        if (lineEnd == NOT_FOUND) {
            return null;
        }
        char type = (char) in.getByte(start);
        int from = start + 1;
        int next = lineEnd + 2;
        return switch (type) {
            case '$', '=', '!' -> blob(in, type, number(in, from, lineEnd), next);
            case '*', '%', '~', '>', '|' -> aggregate(in, type, number(in, from, lineEnd), next);
            case ':' -> {
                in.readerIndex(next);
                yield new Reply.Whole(number(in, from, lineEnd));
            }
            default -> {
                in.readerIndex(next);
                yield scalar(type, in.toString(from, lineEnd - from, StandardCharsets.UTF_8));
            }
        };
    }

    private static Reply scalar(char type, String text) {
        return switch (type) {
            case '+' -> new Reply.Simple(text);
            case '-' -> new Reply.Failure(text);
            case '_' -> Reply.Nil.NIL;
            case '#' -> new Reply.Bool(bool(text));
            case ',' -> decimal(text);
            case '(' -> new Reply.BigNumber(digits(text));
            default -> throw new MalformedReply("no reply begins with byte " + (int) type);
        };
    }

    private @Nullable Reply blob(ByteBuf in, char type, long length, int body) {
        if (length == -1 && type == '$') {
            in.readerIndex(body);
            return Reply.Nil.NIL;
        }
        if (length < 0 || length > limits.bulkBytes()) {
            throw new MalformedReply("a string of " + length + " bytes");
        }
        int size = (int) length;
        if (in.writerIndex() - body < size + 2) {
            return null;
        }
        if (in.getByte(body + size) != '\r' || in.getByte(body + size + 1) != '\n') {
            throw new MalformedReply("a string does not end with CRLF");
        }
        in.readerIndex(body + size + 2);
        if (type == '$') {
            byte[] bytes = new byte[size];
            in.getBytes(body, bytes);
            return new Reply.Bulk(bytes);
        }
        String text = in.toString(body, size, StandardCharsets.UTF_8);
        return type == '!' ? new Reply.Failure(text) : verbatim(text);
    }

    private static Reply verbatim(String text) {
        if (text.length() < 4 || text.charAt(3) != ':') {
            throw new MalformedReply("a verbatim string without its format");
        }
        return new Reply.Verbatim(text.substring(0, 3), text.substring(4));
    }

    private @Nullable Reply aggregate(ByteBuf in, char type, long length, int next) {
        in.readerIndex(next);
        if (length == -1 && type == '*') {
            return Reply.Nil.NIL;
        }
        if (length < 0 || length > Integer.MAX_VALUE / 2 - 1) {
            throw new MalformedReply("an aggregate of " + length + " elements");
        }
        var frame = new Frame(type, (int) length);
        if (frame.length == 0) {
            return frame.close();
        }
        if (open.size() >= limits.depth()) {
            throw new MalformedReply("more than " + limits.depth() + " levels of aggregates");
        }
        open.addLast(frame);
        return null;
    }

    /** The index of the CR of the line at {@code start}, or {@link #NOT_FOUND}. */
    private int lineEnd(ByteBuf in, int start) {
        int end = in.writerIndex();
        int found = in.indexOf(start + scanned, end, (byte) '\n');
        if (found < 0) {
            scanned = end - start;
            if (scanned > ReplyLimits.LINE_BYTES) {
                throw new MalformedReply("a line of more than 1 MiB");
            }
            return NOT_FOUND;
        }
        scanned = 0;
        if (found - start < 2 || in.getByte(found - 1) != '\r') {
            throw new MalformedReply("a line does not end with CRLF");
        }
        return found - 1;
    }

    private static long number(ByteBuf in, int from, int to) {
        try {
            return Long.parseLong(in.toString(from, to - from, StandardCharsets.US_ASCII));
        } catch (NumberFormatException e) {
            throw new MalformedReply("no integer: " + shown(in, from, to));
        }
    }

    private static String shown(ByteBuf in, int from, int to) {
        return in.toString(from, Math.min(32, to - from), StandardCharsets.US_ASCII);
    }

    private static boolean bool(String text) {
        return switch (text) {
            case "t" -> true;
            case "f" -> false;
            default -> throw new MalformedReply("no boolean: " + text);
        };
    }

    private static Reply decimal(String text) {
        var decimal = new Reply.Decimal(text);
        try {
            decimal.value();
            return decimal;
        } catch (NumberFormatException e) {
            throw new MalformedReply("no double: " + text);
        }
    }

    private static String digits(String text) {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String digits = signed ? text.substring(1) : text;
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new MalformedReply("no big number: " + text);
        }
        return text;
    }

    /** An aggregate whose elements are still coming. */
    private static final class Frame {
        private final char type;
        private final int length;
        private final List<Reply> elements;

        private Frame(char type, int declared) {
            this.type = type;
            this.length =
                    switch (type) {
                        case '%' -> 2 * declared;
                        case '|' -> 2 * declared + 1; // and the reply itself
                        default -> declared;
                    };
            this.elements = new ArrayList<>(Math.min(length, INITIAL_ELEMENTS));
        }

        private Reply close() {
            List<Reply> all = Collections.unmodifiableList(elements);
            return switch (type) {
                case '%' -> new Reply.Mapping(all);
                case '~' -> new Reply.Group(all);
                case '>' -> new Reply.Push(all);
                case '|' -> new Reply.Attributed(all.subList(0, length - 1), all.get(length - 1));
                default -> new Reply.Array(all);
            };
        }
    }
}
