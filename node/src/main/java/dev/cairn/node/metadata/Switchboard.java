package dev.cairn.node.metadata;

import dev.cairn.protocol.topology.NodeId;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Puts all calls of the metadata protocol through one transport. Handlers may block: each call runs
 * on a virtual thread of its own, and calls beyond {@link #MAX_CALLS} are refused.
 */
public final class Switchboard {
    /** Calls that are answered at the same time, waiting watchers included. */
    public static final int MAX_CALLS = 2_048;

    private static final byte OK = 0;
    private static final byte REFUSED = 1;

    private final MetadataTransport transport;
    private final Map<Call, Function<byte[], CompletionStage<byte[]>>> handlers =
            new ConcurrentHashMap<>();
    private final Semaphore permits = new Semaphore(MAX_CALLS);
    private final Executor workers = task -> Thread.ofVirtual().name("metadata-call").start(task);

    public Switchboard(MetadataTransport transport) {
        this.transport = transport;
        transport.serve(this::answer);
    }

    /** Says who answers this call from now on. */
    public void on(Call call, Function<byte[], CompletionStage<byte[]>> handler) {
        handlers.put(call, handler);
    }

    /** Nobody answers this call from now on. */
    public void off(Call call) {
        handlers.remove(call);
    }

    /** Calls a node; the stage fails with {@link CallFailed}. */
    public CompletionStage<byte[]> call(NodeId to, Call call, byte[] payload, Duration deadline) {
        return transport
                .call(to, envelope(call, payload), deadline)
                .handle(
                        (reply, failure) -> {
                            if (failure != null) {
                                throw new CallFailed(
                                        to.brief() + ": " + CallFailed.reason(failure), failure);
                            }
                            return open(reply);
                        });
    }

    /** The envelope of a call, for those who carry it by other means. */
    public static byte[] envelope(Call call, byte[] payload) {
        return prefixed(call.number(), payload);
    }

    /** The payload of a reply; throws {@link CallFailed} when it is a refusal. */
    public static byte[] open(byte[] reply) {
        if (reply.length == 0) {
            throw new CallFailed("empty reply");
        }
        byte[] payload = Arrays.copyOfRange(reply, 1, reply.length);
        if (reply[0] != OK) {
            throw new CallFailed(new String(payload, StandardCharsets.UTF_8));
        }
        return payload;
    }

    /** Answers one envelope; never fails, a refusal is a reply. */
    public CompletionStage<byte[]> answer(byte[] envelope) {
        if (envelope.length == 0) {
            return CompletableFuture.completedFuture(refusal("empty envelope"));
        }
        if (!permits.tryAcquire()) {
            return CompletableFuture.completedFuture(refusal("too many calls"));
        }
        return CompletableFuture.supplyAsync(() -> handle(envelope), workers)
                .thenCompose(stage -> stage)
                .handle(
                        (reply, failure) -> {
                            permits.release();
                            return failure == null
                                    ? prefixed(OK, reply)
                                    : refusal(CallFailed.reason(failure));
                        });
    }

    private CompletionStage<byte[]> handle(byte[] envelope) {
        Call call = Call.ofNumber(envelope[0]);
        Function<byte[], CompletionStage<byte[]>> handler = handlers.get(call);
        if (handler == null) {
            throw new CallFailed("nobody here answers " + call);
        }
        return handler.apply(Arrays.copyOfRange(envelope, 1, envelope.length));
    }

    private static byte[] refusal(String why) {
        return prefixed(REFUSED, why.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] prefixed(byte first, byte[] rest) {
        byte[] bytes = new byte[rest.length + 1];
        bytes[0] = first;
        System.arraycopy(rest, 0, bytes, 1, rest.length);
        return bytes;
    }
}
