package dev.cairn.node.metadata;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Those who wait until a version of the topology is applied here. Thread-safe. */
public final class VersionWaiters {
    private final List<Waiter> waiters = new ArrayList<>();
    private long reached;

    /** One who waits, and the version he waits for. */
    private record Waiter(long version, CompletableFuture<Long> stage) {}

    /** Completes with the version reached once it is at least this one; never by itself. */
    public synchronized CompletableFuture<Long> await(long version) {
        if (reached >= version) {
            return CompletableFuture.completedFuture(reached);
        }
        var stage = new CompletableFuture<Long>();
        waiters.removeIf(waiter -> waiter.stage().isDone());
        waiters.add(new Waiter(version, stage));
        return stage;
    }

    /** This version is applied now. */
    public void reached(long version) {
        for (Waiter waiter : takeUpTo(version)) {
            waiter.stage().complete(version);
        }
    }

    /** Nobody will be served any more. */
    public void fail(String why) {
        for (Waiter waiter : takeUpTo(Long.MAX_VALUE)) {
            waiter.stage().completeExceptionally(new CallFailed(why));
        }
    }

    /** A barrier: a command that changes nothing, and then the wait for what was before it. */
    public CompletionStage<Long> afterTick(MetadataLog log, RequestId id, Duration timeout) {
        return log.propose(new MetaCommand.Tick(), id, timeout)
                .thenCompose(
                        outcome -> {
                            if (outcome instanceof Outcome.Applied tick) {
                                return await(tick.version());
                            }
                            throw new CallFailed("no barrier: " + outcome);
                        })
                .toCompletableFuture()
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized List<Waiter> takeUpTo(long version) {
        reached = version == Long.MAX_VALUE ? reached : Math.max(reached, version);
        List<Waiter> served = waiters.stream().filter(w -> w.version() <= version).toList();
        waiters.removeAll(served);
        return served;
    }
}
