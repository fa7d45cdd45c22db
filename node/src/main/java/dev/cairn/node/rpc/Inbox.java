package dev.cairn.node.rpc;

import dev.cairn.protocol.wire.PbMessage;

/**
 * What the streams bring. Of one peer and lane everything is told in order and by one thread at a
 * time, on an event loop; whoever listens must not block.
 */
interface Inbox {
    /** A stream came up; nothing sent on an earlier one arrives any more. */
    void linked(Hello peer, Lane lane);

    /** The stream went down; what was sent on it may or may not have arrived. */
    void unlinked(Hello peer, Lane lane, String why);

    void received(Hello peer, Lane lane, PbMessage message);
}
