package dev.cairn.client;

import dev.cairn.client.call.CairnException;
import dev.cairn.client.call.Call;
import dev.cairn.client.call.NotExecuted;
import dev.cairn.client.call.OutcomeUnknown;
import dev.cairn.protocol.resp.Reply;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One call to one certain node, without redirection or repetition. */
final class Question extends Exchange {

    private final CompletableFuture<Reply> reply = new CompletableFuture<>();

    Question(Call call, long deadlineNanos) {
        super(List.of(call), deadlineNanos);
    }

    CompletableFuture<Reply> reply() {
        return reply;
    }

    @Override
    void answered(Reply given, boolean last) {
        reply.complete(given);
    }

    @Override
    void failed(Failing failing, Throwable cause) {
        if (cause instanceof CairnException refusal) {
            reply.completeExceptionally(refusal);
        } else if (failing == Failing.NOT_SENT) {
            reply.completeExceptionally(new NotExecuted(reason(cause), cause));
        } else {
            reply.completeExceptionally(new OutcomeUnknown(reason(cause)));
        }
    }

    /** What to tell a human about {@code failure}. */
    static String reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException wrapped && wrapped.getCause() != null
                        ? wrapped.getCause()
                        : failure;
        String message = cause.getMessage();
        return message == null ? "the connection was closed" : message;
    }
}
