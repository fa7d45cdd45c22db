package dev.cairn.node.rpc;

import dev.cairn.protocol.wire.PbFrame;
import dev.cairn.protocol.wire.PeerStreamsGrpc;

import io.grpc.MethodDescriptor;

/** The three streams between two nodes, each on a connection of its own, so none delays another. */
public enum Lane {
    /** Beacons, fences, gossip and the metadata log; the others live and die with it. */
    CONTROL(PeerStreamsGrpc.getControlMethod(), 8 << 20, 256 << 10, 64 << 10),
    /** The shards' logs and their acknowledgements. */
    REPLICATION(PeerStreamsGrpc.getReplicationMethod(), 32 << 20, 4 << 20, 512 << 10),
    /** Snapshots. */
    BULK(PeerStreamsGrpc.getBulkMethod(), 16 << 20, 1 << 20, 512 << 10);

    private final MethodDescriptor<PbFrame, PbFrame> method;
    private final int queueBytes;
    private final int windowBytes;
    private final int readyBytes;

    Lane(
            MethodDescriptor<PbFrame, PbFrame> generated,
            int queueBytes,
            int windowBytes,
            int readyBytes) {
        this.method = generated.toBuilder(FrameMarshaller.FRAMES, FrameMarshaller.FRAMES).build();
        this.queueBytes = queueBytes;
        this.windowBytes = windowBytes;
        this.readyBytes = readyBytes;
    }

    MethodDescriptor<PbFrame, PbFrame> method() {
        return method;
    }

    /** What may wait for the stream; beyond it the stream is reset. */
    public int queueBytes() {
        return queueBytes;
    }

    /** What the receiver lets the sender have under way. */
    int windowBytes() {
        return windowBytes;
    }

    /** What may lie in the transport before messages begin to wait here. */
    int readyBytes() {
        return readyBytes;
    }
}
