package dev.cairn.node.rpc;

import dev.cairn.protocol.wire.PbFrame;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;

/** A stream that a peer has opened, after it was found acceptable. */
final class AcceptedStream extends ServerCall.Listener<PbFrame> implements Stream {
    private final ServerCall<PbFrame, PbFrame> call;
    private final Link link;
    private boolean over;

    AcceptedStream(
            ServerCall<PbFrame, PbFrame> call, Hello from, Peer peer, Lane lane, EventLoop loop) {
        this.call = call;
        link = peer.link(from, lane, loop, this);
    }

    /** Answers the peer and takes messages from now on. */
    void open(Peer peer, Lane lane) {
        call.setOnReadyThreshold(lane.readyBytes());
        call.sendHeaders(HelloCodec.headers(peer.self()));
        call.request(RpcLimits.FRAMES_AHEAD);
        peer.opened(lane, link);
    }

    @Override
    public void onMessage(PbFrame frame) {
        link.received(frame);
        if (!over) {
            call.request(1);
        }
    }

    @Override
    public void onReady() {
        link.drain();
    }

    @Override
    public void onHalfClose() {
        reset("the peer closed its side");
        link.ended("the peer closed its side");
    }

    @Override
    public void onCancel() {
        over = true;
        link.ended("the peer is gone");
    }

    @Override
    public void onComplete() {
        over = true;
        link.ended("closed");
    }

    @Override
    public void send(PbFrame frame) {
        if (!over) {
            call.sendMessage(frame);
        }
    }

    @Override
    public boolean isReady() {
        return !over && call.isReady();
    }

    @Override
    public void reset(@Nullable String why) {
        if (!over) {
            over = true;
            call.close(Status.UNAVAILABLE.withDescription(why), new Metadata());
        }
    }
}
