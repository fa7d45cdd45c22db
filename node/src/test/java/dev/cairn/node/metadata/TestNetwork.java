package dev.cairn.node.metadata;

import dev.cairn.protocol.topology.NodeId;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Carries metadata calls between nodes of one process; nodes can be cut off in silence. */
public final class TestNetwork {
    private final Map<NodeId, Function<byte[], CompletionStage<byte[]>>> handlers =
            new ConcurrentHashMap<>();
    private final Set<NodeId> isolated = ConcurrentHashMap.newKeySet();

    /** The transport of one node; opening it again replaces what answered before. */
    public MetadataTransport transport(NodeId self) {
        return new MetadataTransport() {
            @Override
            public CompletionStage<byte[]> call(NodeId to, byte[] envelope, Duration deadline) {
                return TestNetwork.this.call(self, to, envelope, deadline);
            }

            @Override
            public void serve(Function<byte[], CompletionStage<byte[]>> handler) {
                handlers.put(self, handler);
            }
        };
    }

    /** Nothing gets to this node or from it, and nobody is told. */
    public void isolate(NodeId node) {
        isolated.add(node);
    }

    public void heal() {
        isolated.clear();
    }

    /** The process of a node is gone: calls to it are refused at once. */
    public void remove(NodeId node) {
        handlers.remove(node);
    }

    private CompletionStage<byte[]> call(
            NodeId from, NodeId to, byte[] envelope, Duration deadline) {
        var reply = new CompletableFuture<byte[]>();
        reply.orTimeout(Math.max(1, deadline.toMillis()), TimeUnit.MILLISECONDS);
        Thread.ofVirtual()
                .start(
                        () -> {
                            if (isCut(from, to)) {
                                return;
                            }
                            var handler = handlers.get(to);
                            if (handler == null) {
                                reply.completeExceptionally(new CallFailed("refused"));
                                return;
                            }
                            handler.apply(envelope)
                                    .whenComplete(
                                            (bytes, failure) -> answer(from, to, reply, bytes));
                        });
        return reply;
    }

    private void answer(NodeId from, NodeId to, CompletableFuture<byte[]> reply, byte[] bytes) {
        if (!isCut(from, to)) {
            reply.complete(bytes);
        }
    }

    private boolean isCut(NodeId from, NodeId to) {
        return isolated.contains(from) || isolated.contains(to);
    }
}
