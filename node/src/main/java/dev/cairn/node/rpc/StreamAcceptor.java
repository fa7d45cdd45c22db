package dev.cairn.node.rpc;

import dev.cairn.protocol.wire.PbFrame;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;

/** Looks at who opens a stream before the first message of it is read. */
final class StreamAcceptor implements ServerCallHandler<PbFrame, PbFrame> {
    private final Lane lane;
    private final Peers peers;
    private final RpcLoops loops;
    private final Refusals refusals;

    StreamAcceptor(Lane lane, Peers peers, RpcLoops loops, Refusals refusals) {
        this.lane = lane;
        this.peers = peers;
        this.loops = loops;
        this.refusals = refusals;
    }

    @Override
    public ServerCall.Listener<PbFrame> startCall(
            ServerCall<PbFrame, PbFrame> call, Metadata headers) {
        if (peers.self().clusterId() == null) {
            return refuse(call, Status.UNAVAILABLE, "this node belongs to no grid yet");
        }
        try {
            if (!HelloCodec.isFor(peers.self().node(), headers)) {
                throw new IllegalArgumentException("another node is here: " + peers.self());
            }
            return accept(call, HelloCodec.ofHeaders(headers));
        } catch (IllegalArgumentException refusal) {
            refusals.note(lane + " stream", refusal.getMessage());
            return refuse(call, Status.FAILED_PRECONDITION, refusal.getMessage());
        }
    }

    private static ServerCall.Listener<PbFrame> refuse(
            ServerCall<PbFrame, PbFrame> call, Status status, @Nullable String why) {
        call.close(status.withDescription(why), new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private ServerCall.Listener<PbFrame> accept(ServerCall<PbFrame, PbFrame> call, Hello from) {
        EventLoop loop = loops.current();
        if (loop == null) {
            throw new IllegalStateException("a stream was accepted outside the event loops");
        }
        Peer peer = peers.admit(from, lane);
        var stream = new AcceptedStream(call, from, peer, lane, loop);
        stream.open(peer, lane);
        return stream;
    }
}
