package dev.cairn.node.rpc;

import com.google.protobuf.UnsafeByteOperations;

import dev.cairn.node.metadata.CallFailed;
import dev.cairn.node.metadata.MetadataTransport;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.wire.PbEnvelope;
import dev.cairn.protocol.wire.PbMessage;

import io.netty.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Calls of the metadata protocol over the control streams: a call is a message with a number, its
 * end another with the same number. What follows an answer runs on a virtual thread, never on an
 * event loop.
 */
final class EnvelopeCalls implements MetadataTransport {
    /** Calls under way at a time; further ones fail at once. */
    static final int MOST_CALLS = 4_096;

    private static final Executor AFTERWARDS =
            task -> Thread.ofVirtual().name("metadata-answer").start(task);

    private final Peers peers;
    private final RpcLoops loops;
    private final Map<Long, Pending> pending = new ConcurrentHashMap<>();
    private final AtomicLong lastCall = new AtomicLong();
    private volatile @Nullable Function<byte[], CompletionStage<byte[]>> handler;

    /** A call that waits for its end. */
    private record Pending(NodeId to, CompletableFuture<byte[]> answer) {}

    EnvelopeCalls(Peers peers, RpcLoops loops) {
        this.peers = peers;
        this.loops = loops;
    }

    @Override
    public void serve(Function<byte[], CompletionStage<byte[]>> handler) {
        this.handler = handler;
    }

    @Override
    public CompletionStage<byte[]> call(NodeId to, byte[] envelope, Duration deadline) {
        if (to.equals(peers.self().node())) {
            return answer(envelope);
        }
        if (pending.size() >= MOST_CALLS) {
            return failed("too many calls");
        }
        long number = lastCall.incrementAndGet();
        var answer = new CompletableFuture<byte[]>();
        pending.put(number, new Pending(to, answer));
        var request =
                PbEnvelope.newBuilder()
                        .setCall(number)
                        .setRequest(UnsafeByteOperations.unsafeWrap(envelope));
        if (!peers.send(to, Lane.CONTROL, message(request))) {
            pending.remove(number);
            return failed("no stream to " + to.brief());
        }
        Future<?> timeout =
                loops.next()
                        .schedule(
                                () -> fail(number, "no answer in " + deadline.toMillis() + " ms"),
                                deadline.toMillis(),
                                TimeUnit.MILLISECONDS);
        return answer.whenComplete((_, _) -> timeout.cancel(false));
    }

    /** The envelope; IllegalArgumentException says that there is nothing in it. */
    static PbEnvelope checked(PbEnvelope envelope) {
        if (envelope.getContentCase() == PbEnvelope.ContentCase.CONTENT_NOT_SET) {
            throw new IllegalArgumentException("empty envelope");
        }
        return envelope;
    }

    /** A call of a peer, or the end of one of ours. */
    void received(NodeId from, PbEnvelope envelope) {
        long number = envelope.getCall();
        switch (envelope.getContentCase()) {
            case REQUEST ->
                    answer(envelope.getRequest().toByteArray())
                            .whenComplete((reply, why) -> reply(from, number, reply, why));
            case REPLY -> succeed(from, number, envelope.getReply().toByteArray());
            case FAILURE -> fail(number, envelope.getFailure());
            case CONTENT_NOT_SET -> throw new IllegalStateException("unchecked envelope");
        }
    }

    /** What was asked of the peer has an unknown end. */
    void unlinked(NodeId peer) {
        pending.forEach(
                (number, call) -> {
                    if (call.to().equals(peer)) {
                        fail(number, "the stream broke");
                    }
                });
    }

    private CompletionStage<byte[]> answer(byte[] envelope) {
        Function<byte[], CompletionStage<byte[]>> answers = handler;
        if (answers == null) {
            return failed("nobody here answers yet");
        }
        try {
            return answers.apply(envelope);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private void reply(
            NodeId to, long number, byte @Nullable [] reply, @Nullable Throwable failure) {
        var pb = PbEnvelope.newBuilder().setCall(number);
        if (reply == null || failure != null) {
            pb.setFailure(failure == null ? "no reply" : CallFailed.reason(failure));
        } else {
            pb.setReply(UnsafeByteOperations.unsafeWrap(reply));
        }
        peers.send(to, Lane.CONTROL, message(pb));
    }

    private void succeed(NodeId from, long number, byte[] reply) {
        Pending call = pending.get(number);
        if (call != null && call.to().equals(from) && pending.remove(number, call)) {
            AFTERWARDS.execute(() -> call.answer().complete(reply));
        }
    }

    private void fail(long number, String why) {
        Pending call = pending.remove(number);
        if (call != null) {
            AFTERWARDS.execute(() -> call.answer().completeExceptionally(new CallFailed(why)));
        }
    }

    private static CompletionStage<byte[]> failed(String why) {
        return CompletableFuture.failedFuture(new CallFailed(why));
    }

    private static PbMessage message(PbEnvelope.Builder envelope) {
        return PbMessage.newBuilder().setEnvelope(envelope).build();
    }
}
