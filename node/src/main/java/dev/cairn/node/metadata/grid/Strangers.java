package dev.cairn.node.metadata.grid;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Calls to nodes of which only the address is known. */
public interface Strangers {
    /** Fails when nobody there answers in time. */
    CompletionStage<byte[]> ask(String host, int rpcPort, byte[] envelope, Duration deadline);
}
