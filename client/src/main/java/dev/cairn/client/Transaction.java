package dev.cairn.client;

import dev.cairn.client.call.Call;
import dev.cairn.client.call.Command;
import dev.cairn.client.call.Decode;
import dev.cairn.client.call.ErrorReply;
import dev.cairn.client.call.UnexpectedReply;
import dev.cairn.protocol.resp.Reply;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Commands that are executed together, between MULTI and EXEC, wholly or not at all. Their keys
 * must share a slot. Fill it, then hand it to {@link CairnClient#call(Transaction)}.
 */
public final class Transaction {

    /** One queued command and where its result goes. */
    private record Step<T>(Command<T> command, CompletableFuture<T> result) {
        private void settle(Reply reply) {
            try {
                result.complete(command.result(reply));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        }
    }

    private final List<Step<?>> steps = new ArrayList<>();

    /**
     * Adds a command; the future gets its result when the transaction was executed.
     *
     * @throws IllegalArgumentException for a command that changes the connection
     */
    public <T> CompletableFuture<T> add(Command<T> command) {
        if (command.call().needsSession()) {
            throw new IllegalArgumentException(
                    command.call().name() + " has no place in a transaction");
        }
        var step = new Step<>(command, new CompletableFuture<>());
        steps.add(step);
        return step.result();
    }

    /** What is sent. */
    List<Call> calls() {
        var calls = new ArrayList<Call>(steps.size() + 2);
        calls.add(Call.of("MULTI"));
        steps.forEach(step -> calls.add(step.command().call()));
        calls.add(Call.of("EXEC"));
        return calls;
    }

    /** The slot that the commands share; a wrong mixture is refused by the grid. */
    int slot() {
        for (Step<?> step : steps) {
            if (step.command().call().slot() != Call.NO_SLOT) {
                return step.command().call().slot();
            }
        }
        return Call.NO_SLOT;
    }

    /** Whether it may be repeated as a whole: each of its commands does no harm twice. */
    boolean isRepeatable() {
        return steps.stream().allMatch(step -> step.command().call().isRepeatable());
    }

    /** Gives each command its part of what EXEC replied. */
    void settle(Reply exec) {
        if (exec instanceof Reply.Failure failure) {
            throw new ErrorReply(failure);
        }
        List<Reply> replies = Decode.elements(exec);
        if (replies.size() != steps.size()) {
            throw new UnexpectedReply(
                    "EXEC gave %d replies to %d commands".formatted(replies.size(), steps.size()));
        }
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).settle(replies.get(i));
        }
    }

    /** Tells each command that has no result that the transaction failed. */
    void failIfUnsettled(@Nullable Throwable failure) {
        if (failure != null) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            steps.forEach(step -> step.result().completeExceptionally(cause));
        }
    }
}
