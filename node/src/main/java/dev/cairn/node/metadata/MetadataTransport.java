package dev.cairn.node.metadata;

import dev.cairn.protocol.topology.NodeId;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Carries opaque calls between nodes; how is the business of whoever implements it. */
public interface MetadataTransport {
    /** Calls a node; fails when it cannot be reached, refuses or does not answer in time. */
    CompletionStage<byte[]> call(NodeId to, byte[] envelope, Duration deadline);

    /** Says who answers calls; the handler never blocks, so that an event loop may call it. */
    void serve(Function<byte[], CompletionStage<byte[]>> handler);
}
