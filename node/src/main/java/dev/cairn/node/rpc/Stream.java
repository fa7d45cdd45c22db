package dev.cairn.node.rpc;

import dev.cairn.protocol.wire.PbFrame;

/** One side of a stream of frames, whoever opened it; used on its event loop only. */
interface Stream {
    void send(PbFrame frame);

    /** Whether a frame would go out now rather than pile up. */
    boolean isReady();

    /** Ends the stream at once; nothing that waits is sent. */
    void reset(String why);
}
