package dev.cairn.client;

import dev.cairn.client.call.CairnException;
import dev.cairn.client.call.OutcomeUnknown;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** How a blocking caller waits for what the event loop brings. */
final class Waiting {

    private Waiting() {}

    /** The value of {@code future}; its failure is thrown with the caller's own stack. */
    static <T> T on(
            CompletableFuture<T> future, Duration patience, Supplier<CairnException> otherwise) {
        try {
            return future.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof RuntimeException failure) {
                failure.addSuppressed(new Throwable("waited for here"));
                throw failure;
            }
            throw new IllegalStateException(cause);
        } catch (TimeoutException e) {
            throw otherwise.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknown("interrupted while waiting for a reply");
        }
    }
}
