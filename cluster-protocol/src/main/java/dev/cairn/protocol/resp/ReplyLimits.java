package dev.cairn.protocol.resp;

/**
 * How large a reply a {@link ReplyReader} takes.
 *
 * @param depth most arrays, maps and sets within each other
 * @param bulkBytes most bytes of one string
 * @param replyBytes most bytes of one reply with everything in it
 */
public record ReplyLimits(int depth, int bulkBytes, long replyBytes) {

    /** Enough for whatever Redis answers by its own limits. */
    public static final ReplyLimits STANDARD = new ReplyLimits(64, 512 << 20, 1L << 32);

    /** Most bytes of a line: a simple string, an error or a number. */
    static final int LINE_BYTES = 1 << 20;
}
