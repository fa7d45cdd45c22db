package dev.cairn.node.rpc;

import com.google.protobuf.UnsafeByteOperations;

import dev.cairn.protocol.wire.IntroductionGrpc;
import dev.cairn.protocol.wire.PbHello;
import dev.cairn.protocol.wire.PbStrangerCall;
import dev.cairn.protocol.wire.PbStrangerReply;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Words between nodes that know only each other's address: before a grid is formed, when a node
 * joins one, and when one that is waited for has moved.
 */
public final class Introductions extends IntroductionGrpc.IntroductionImplBase {
    private final Peers peers;
    private final Wiring wiring;
    private final Refusals refusals;
    private volatile @Nullable Function<byte[], CompletionStage<byte[]>> answers;

    Introductions(Peers peers, Wiring wiring, Refusals refusals) {
        this.peers = peers;
        this.wiring = wiring;
        this.refusals = refusals;
    }

    /** Asks whoever listens there who it is, and says who this node is. */
    public CompletionStage<Hello> hello(String host, int port, Duration deadline) {
        PbHello mine = HelloCodec.encode(peers.self());
        return call(IntroductionGrpc.getHelloMethod(), mine, Target.of(host, port, deadline))
                .thenApply(HelloCodec::decode);
    }

    /** Makes a call of the metadata protocol to whoever listens there. */
    public CompletionStage<byte[]> ask(String host, int port, byte[] envelope, Duration deadline) {
        var request =
                PbStrangerCall.newBuilder()
                        .setEnvelope(UnsafeByteOperations.unsafeWrap(envelope))
                        .build();
        return call(IntroductionGrpc.getAskMethod(), request, Target.of(host, port, deadline))
                .thenApply(reply -> reply.getEnvelope().toByteArray());
    }

    /** Says who answers strangers' calls; the handler decides which ones, and never blocks. */
    public void serve(Function<byte[], CompletionStage<byte[]>> handler) {
        answers = handler;
    }

    /** Where a call goes, and how long it may take. */
    private record Target(String host, int port, long millis) {
        static Target of(String host, int port, Duration deadline) {
            return new Target(host, port, deadline.toMillis());
        }
    }

    private <Q, A> CompletionStage<A> call(
            MethodDescriptor<Q, A> method, Q request, Target target) {
        return Wiring.resolve(target.host(), target.port())
                .thenCompose(address -> call(method, request, address, target.millis()));
    }

    private <Q, A> CompletionStage<A> call(
            MethodDescriptor<Q, A> method, Q request, InetSocketAddress to, long millis) {
        EventLoop loop = wiring.loops().next();
        ManagedChannel channel = wiring.channel(to, loop);
        var options = CallOptions.DEFAULT.withDeadlineAfter(millis, TimeUnit.MILLISECONDS);
        var answer = new CompletableFuture<A>();
        ClientCalls.asyncUnaryCall(channel.newCall(method, options), request, into(answer));
        return answer.whenComplete((_, _) -> channel.shutdownNow());
    }

    private static <A> StreamObserver<A> into(CompletableFuture<A> answer) {
        return new StreamObserver<>() {
            @Override
            public void onNext(A value) {
                answer.complete(value);
            }

            @Override
            public void onError(Throwable failure) {
                answer.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                answer.completeExceptionally(new IllegalStateException("no answer"));
            }
        };
    }

    @Override
    public void hello(PbHello request, StreamObserver<PbHello> out) {
        try {
            peers.heardOf(HelloCodec.decode(request));
            out.onNext(HelloCodec.encode(peers.self()));
            out.onCompleted();
        } catch (IllegalArgumentException malformed) {
            refuse(out, malformed);
        }
    }

    @Override
    public void ask(PbStrangerCall request, StreamObserver<PbStrangerReply> out) {
        Function<byte[], CompletionStage<byte[]>> handler = answers;
        if (handler == null) {
            out.onError(Status.UNAVAILABLE.withDescription("not ready").asRuntimeException());
            return;
        }
        handler.apply(request.getEnvelope().toByteArray())
                .whenComplete(
                        (reply, failure) -> {
                            if (failure != null) {
                                refuse(out, failure);
                                return;
                            }
                            out.onNext(
                                    PbStrangerReply.newBuilder()
                                            .setEnvelope(UnsafeByteOperations.unsafeWrap(reply))
                                            .build());
                            out.onCompleted();
                        });
    }

    private void refuse(StreamObserver<?> out, Throwable why) {
        refusals.note("an introduction", why.getMessage());
        out.onError(
                Status.FAILED_PRECONDITION.withDescription(why.getMessage()).asRuntimeException());
    }
}
