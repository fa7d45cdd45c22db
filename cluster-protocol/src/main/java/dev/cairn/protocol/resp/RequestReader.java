package dev.cairn.protocol.resp;

import io.netty.buffer.ByteBuf;

import java.util.Arrays;

/**
 * Finds the arguments of one request after another in a receive buffer, without copying them.
 *
 * <p>{@link #read} looks at the bytes from the buffer's reader index on. When a request is whole it
 * moves the reader index past it and tells where each argument lies, until the next call. When it
 * is not, the reader index stays at the request's start and the reader remembers how far it came,
 * relative to that start, so the caller may discard the bytes before the reader index, or move the
 * rest to a larger buffer. Nothing is allocated by what a peer declares, only by what it sent.
 *
 * <p>The same bytes give the same requests and the same errors however they are cut into pieces.
 * Length lines and errors are Redis's, except that the line break after a bulk string must be
 * there.
 *
 * <p>Belongs to one connection; not thread-safe. After a {@link ProtocolError} the connection has
 * to be closed.
 */
public final class RequestReader {

    /** What one call of {@link #read} found. */
    public enum Status {
        /** The request is not whole yet. */
        NEED_MORE,
        /** A request with at least one argument. */
        REQUEST,
        /** A request without arguments, such as an empty line; nothing is answered to it. */
        EMPTY
    }

    private static final int INITIAL_ARGUMENTS = 16;
    private static final int KEPT_ARGUMENTS = 1_024;
    private static final int HEADER_UNREAD = -1;

    /** What an argument beyond the first few takes on the heap, here and where it is run. */
    private static final int BYTES_PER_ARGUMENT = 44;

    private static final int NOT_FOUND = -1;

    private Limits limits;
    private int[] offsets = new int[INITIAL_ARGUMENTS];
    private int[] lengths = new int[INITIAL_ARGUMENTS];
    private int start;
    private int argc;

    // The request that is being read; positions are relative to its start.
    private int declared = HEADER_UNREAD;
    private int arrived;
    private int position;
    private int bulkLength = HEADER_UNREAD;
    private int scanned;

    /** A reader that holds its peer to {@code limits}. */
    public RequestReader(Limits limits) {
        this.limits = limits;
    }

    /** Holds the peer to other limits from its next length line on. */
    public void limits(Limits limits) {
        this.limits = limits;
    }

    /** How many arguments the last request has, the command's name included. */
    public int argc() {
        return argc;
    }

    /** The index in the buffer at which argument {@code i} of the last request begins. */
    public int argOffset(int i) {
        return start + offsets[i];
    }

    /** The length of argument {@code i} of the last request. */
    public int argLength(int i) {
        return lengths[i];
    }

    /**
     * How many further bytes the unfinished request needs at least, by what its peer declared; a
     * hint for the size of the next receive, never a reason to allocate it all at once.
     */
    public int missing(ByteBuf in) {
        if (bulkLength < 0) {
            return 1;
        }
        return Math.max(1, position + bulkLength + 2 - in.readableBytes());
    }

    /** The heap bytes this reader holds: a few for each argument of the current request. */
    public long heldBytes() {
        return 8L * offsets.length;
    }

    /** Forgets the unfinished request. */
    public void reset() {
        declared = HEADER_UNREAD;
        arrived = 0;
        position = 0;
        bulkLength = HEADER_UNREAD;
        scanned = 0;
    }

    /**
     * Reads one request from {@code in}.
     *
     * @throws ProtocolError when the bytes are no request or break a limit
     */
    public Status read(ByteBuf in) {
        start = in.readerIndex();
        int end = in.writerIndex();
        argc = 0;
        if (declared == HEADER_UNREAD) {
            giveBackArguments();
            if (start == end) {
                return Status.NEED_MORE;
            }
            if (in.getByte(start) != '*') {
                return inline(in, end);
            }
            if (!multibulkHeader(in, end)) {
                return Status.NEED_MORE;
            }
            if (declared <= 0) {
                return finish(in, Status.EMPTY);
            }
        }
        while (arrived < declared) {
            if (!argument(in, end)) {
                return Status.NEED_MORE;
            }
        }
        argc = arrived;
        return finish(in, Status.REQUEST);
    }

    private Status finish(ByteBuf in, Status status) {
        in.readerIndex(start + position);
        reset();
        return status;
    }

    private boolean multibulkHeader(ByteBuf in, int end) {
        long count = shortNumber(in, start, end);
        if (count < 0) {
            int lineEnd = lineEnd(in, end, Refusal.PROTOCOL_BIG_MULTIBULK_LINE);
            if (lineEnd == NOT_FOUND) {
                return false;
            }
            count = number(in, start + 1, lineEnd, Refusal.PROTOCOL_MULTIBULK_LENGTH);
            position = lineEnd + 2 - start;
        }
        if (count > limits.elements() || count > Integer.MAX_VALUE) {
            throw error(
                    limits.trusted() || count > Integer.MAX_VALUE
                            ? Refusal.PROTOCOL_MULTIBULK_LENGTH
                            : Refusal.PROTOCOL_UNAUTHENTICATED_MULTIBULK);
        }
        declared = (int) Math.max(0, count);
        return true;
    }

    private boolean argument(ByteBuf in, int end) {
        if (bulkLength == HEADER_UNREAD && !bulkHeader(in, end)) {
            return false;
        }
        int body = start + position;
        if (end - body < bulkLength + 2) {
            return false;
        }
        if (in.getShortLE(body + bulkLength) != CRLF) {
            throw error(Refusal.PROTOCOL_BULK_END);
        }
        add(position, bulkLength);
        position += bulkLength + 2;
        bulkLength = HEADER_UNREAD;
        return true;
    }

    private boolean bulkHeader(ByteBuf in, int end) {
        int at = start + position;
        if (at == end) {
            return false;
        }
        byte marker = in.getByte(at);
        if (marker != '$') {
            throw new ProtocolError(
                    Refusal.PROTOCOL_EXPECTED_DOLLAR.with((Object) new byte[] {marker}));
        }
        long length = shortNumber(in, at, end);
        if (length < 0) {
            int lineEnd = lineEnd(in, end, Refusal.PROTOCOL_BIG_BULK_LINE);
            if (lineEnd == NOT_FOUND) {
                return false;
            }
            length = number(in, at + 1, lineEnd, Refusal.PROTOCOL_BULK_LENGTH);
            position = lineEnd + 2 - start;
        }
        checkBulk(length);
        bulkLength = (int) length;
        return true;
    }

    private void checkBulk(long length) {
        if (length < 0) {
            throw error(Refusal.PROTOCOL_BULK_LENGTH);
        }
        if (length > limits.bulkBytes()) {
            throw error(
                    limits.trusted()
                            ? Refusal.PROTOCOL_BULK_LENGTH
                            : Refusal.PROTOCOL_UNAUTHENTICATED_BULK);
        }
        long places = Math.max(0L, arrived - INITIAL_ARGUMENTS) * BYTES_PER_ARGUMENT;
        if (position + length + 2 + places > limits.requestBytes()) {
            throw error(Refusal.PROTOCOL_BIG_REQUEST);
        }
    }

    private void giveBackArguments() {
        if (offsets.length > KEPT_ARGUMENTS) {
            offsets = new int[INITIAL_ARGUMENTS];
            lengths = new int[INITIAL_ARGUMENTS];
        }
    }

    private void add(int offset, int length) {
        if (arrived == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * arrived);
            lengths = Arrays.copyOf(lengths, 2 * arrived);
        }
        offsets[arrived] = offset;
        lengths[arrived] = length;
        arrived++;
    }

    // Length lines.

    private static final short CRLF = '\r' | '\n' << 8;

    /**
     * Reads the number of a length line that lies within eight bytes (marker, at most five digits,
     * CR, LF) with one load, and moves {@code position} past the line. Returns -1 and moves nothing
     * when the line is any other, for the careful reader to judge.
     */
    private long shortNumber(ByteBuf in, int at, int end) {
        if (end - at < 8) {
            return -1;
        }
        long word = in.getLongLE(at) >>> 8;
        int digit = (int) (word & 0xff) - '0';
        if (digit < 0 || digit > 9) {
            return -1;
        }
        int value = digit;
        for (int length = 2; length <= 6; length++) {
            word >>>= 8;
            digit = (int) (word & 0xff) - '0';
            if (digit < 0 || digit > 9) {
                if ((word & 0xffff) != CRLF) {
                    return -1;
                }
                position += length + 2;
                return value;
            }
            if (value == 0) {
                return -1; // a leading zero
            }
            value = value * 10 + digit;
        }
        return -1;
    }

    /** The index of the CR that ends the line at {@code position}, or {@link #NOT_FOUND}. */
    private int lineEnd(ByteBuf in, int end, Refusal tooBig) {
        int line = start + position;
        int limit = Math.min(end, line + Limits.LINE_BYTES + 1);
        for (int i = line + scanned; i < limit; i++) {
            if (in.getByte(i) == '\r') {
                scanned = i - line;
                if (i + 1 == end) {
                    return NOT_FOUND;
                }
                scanned = 0;
                return i;
            }
        }
        if (end - line > Limits.LINE_BYTES) {
            throw error(tooBig);
        }
        scanned = limit - line;
        return NOT_FOUND;
    }

    /** The number in {@code from .. to - 1}, in the one way of writing it that Redis takes. */
    private static long number(ByteBuf in, int from, int to, Refusal wrong) {
        int first = from < to && in.getByte(from) == '-' ? from + 1 : from;
        int digits = to - first;
        boolean zero = digits == 1 && first == from && in.getByte(first) == '0';
        if (in.getByte(to + 1) != '\n' || digits < 1 || digits > 18) {
            throw error(wrong);
        }
        if (in.getByte(first) == '0' && !zero) {
            throw error(wrong);
        }
        long value = 0;
        for (int i = first; i < to; i++) {
            int digit = in.getByte(i) - '0';
            if (digit < 0 || digit > 9) {
                throw error(wrong);
            }
            value = value * 10 + digit;
        }
        return first == from ? value : -value;
    }

    // Inline requests.

    private Status inline(ByteBuf in, int end) {
        int limit = Math.min(end, start + Limits.LINE_BYTES + 1);
        int newline = in.indexOf(start + scanned, limit, (byte) '\n');
        if (newline < 0) {
            if (end - start > Limits.LINE_BYTES) {
                throw error(Refusal.PROTOCOL_BIG_INLINE);
            }
            scanned = end - start;
            return Status.NEED_MORE;
        }
        int lineEnd = InlineWords.lineEnd(in, start, newline);
        int at = InlineWords.skipSpace(in, start, lineEnd);
        while (at < lineEnd) {
            long word = InlineWords.unquote(in, at, lineEnd);
            add(at - start, InlineWords.length(word));
            at = InlineWords.skipSpace(in, InlineWords.next(word), lineEnd);
        }
        position = newline + 1 - start;
        argc = arrived;
        return finish(in, argc == 0 ? Status.EMPTY : Status.REQUEST);
    }

    private static ProtocolError error(Refusal refusal) {
        return new ProtocolError(refusal.refused());
    }
}
