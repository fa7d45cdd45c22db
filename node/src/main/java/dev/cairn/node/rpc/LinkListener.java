package dev.cairn.node.rpc;

/**
 * Hears of streams that come up and go down, in order for each peer and lane, on an event loop: it
 * must not block.
 */
public interface LinkListener {
    /** From now on messages arrive that the peer sent on a new stream, and none of older ones. */
    void linked(Hello peer, Lane lane);

    /** What was sent on the stream may or may not have arrived; what waited for it is dropped. */
    void unlinked(Hello peer, Lane lane, String why);
}
