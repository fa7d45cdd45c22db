package dev.cairn.node.rpc;

import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.wire.PbFrame;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.TimeUnit;

/** One attempt to open a lane, and the stream that comes of it, on a connection of its own. */
final class DialedStream extends ClientCall.Listener<PbFrame> implements Stream {
    private final Dialer dialer;
    private final ManagedChannel channel;
    private final ClientCall<PbFrame, PbFrame> call;
    private final long startNanos = System.nanoTime();

    DialedStream(Dialer dialer, Lane lane, ManagedChannel channel) {
        this.dialer = dialer;
        this.channel = channel;
        var options =
                CallOptions.DEFAULT.withWaitForReady().withOnReadyThreshold(lane.readyBytes());
        call = channel.newCall(lane.method(), options);
    }

    void start(Hello self, NodeId wanted) {
        call.start(this, HelloCodec.headers(self, wanted));
        call.request(RpcLimits.FRAMES_AHEAD);
    }

    long ageMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    /** Connects again now, if the last try has failed. */
    void nudge() {
        channel.resetConnectBackoff();
    }

    @Override
    public void onHeaders(Metadata headers) {
        Hello answer;
        try {
            answer = HelloCodec.ofHeaders(headers);
        } catch (IllegalArgumentException malformed) {
            dialer.lost(this, Status.INVALID_ARGUMENT.withDescription(malformed.getMessage()));
            return;
        }
        dialer.answered(this, answer);
    }

    @Override
    public void onMessage(PbFrame frame) {
        Link link = dialer.linkOf(this);
        if (link != null) {
            link.received(frame);
            call.request(1);
        }
    }

    @Override
    public void onReady() {
        Link link = dialer.linkOf(this);
        if (link != null) {
            link.drain();
        }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        dialer.lost(this, status);
    }

    @Override
    public void send(PbFrame frame) {
        call.sendMessage(frame);
    }

    @Override
    public boolean isReady() {
        return call.isReady();
    }

    @Override
    public void reset(String why) {
        call.cancel(why, null);
    }

    /** Frees everything; nothing is heard of the stream afterwards that anybody listens to. */
    void discard(@Nullable String why) {
        call.cancel(why, null);
        channel.shutdownNow();
    }
}
