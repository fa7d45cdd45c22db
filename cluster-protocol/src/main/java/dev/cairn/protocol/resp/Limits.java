package dev.cairn.protocol.resp;

/**
 * How much a peer may ask a {@link RequestReader} to take.
 *
 * @param elements most arguments of one request
 * @param bulkBytes most bytes of one argument
 * @param requestBytes most bytes of one request with all its framing, and what its arguments take
 *     besides; at most 2^30 + 2^20
 * @param trusted whether the peer has authenticated; chooses the wording of the refusals
 */
public record Limits(int elements, long bulkBytes, int requestBytes, boolean trusted) {

    /** Most bytes of an inline request or of a length line before its line break. */
    public static final int LINE_BYTES = 64 << 10;

    private static final int MOST_REQUEST_BYTES = (1 << 30) + (1 << 20);

    /** What an authenticated client may send: Redis's limits. */
    public static final Limits AUTHENTICATED =
            new Limits(Integer.MAX_VALUE, 512L << 20, 1 << 30, true);

    /** What a client may send before it has authenticated: enough for HELLO and AUTH. */
    public static final Limits UNAUTHENTICATED = new Limits(10, 16_384, 1 << 20, false);

    public Limits {
        if (elements < 1 || bulkBytes < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
        if (requestBytes < 64 || requestBytes > MOST_REQUEST_BYTES) {
            throw new IllegalArgumentException("requestBytes out of range: " + requestBytes);
        }
    }

    /** The same limits with another {@code proto-max-bulk-len}. */
    public Limits withBulkBytes(long bytes) {
        return new Limits(elements, bytes, requestBytes, trusted);
    }

    /** The same limits with another {@code client-query-buffer-limit}, cut to what can be held. */
    public Limits withRequestBytes(long bytes) {
        int held = (int) Math.min(bytes, MOST_REQUEST_BYTES);
        return new Limits(elements, bulkBytes, held, trusted);
    }
}
