package dev.cairn.node.metadata;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Names for the proposals of one process, never the same as those of another. Thread-safe. */
public final class RequestIds {
    private final long proposer;
    private final AtomicLong sequence = new AtomicLong();

    /** A series for this process. */
    public RequestIds() {
        this(new SecureRandom().nextLong());
    }

    /** A series with a chosen number, for simulations. */
    public RequestIds(long proposer) {
        this.proposer = proposer;
    }

    public RequestId next() {
        return new RequestId(proposer, sequence.incrementAndGet());
    }
}
