package dev.cairn.node.http;

import java.time.Duration;

/**
 * The limits of the port; whoever exceeds one is refused or hung up on.
 *
 * @param connections at a time
 * @param turns for one page: how many may wait for its being made at a time
 * @param patience how long a connection may take to send its next request and to read the answer to
 *     the one before
 */
record HttpLimits(int connections, int turns, Duration patience) {
    static final HttpLimits STANDARD = new HttpLimits(64, 8, Duration.ofSeconds(30));

    /** Most bytes of a request's first line. */
    static final int LINE_BYTES = 1 << 10;

    /** Most bytes of a request's headers. */
    static final int HEADER_BYTES = 8 << 10;

    /** Bodies are refused; this is what is read of one at a time until then. */
    static final int CHUNK_BYTES = 1 << 10;
}
