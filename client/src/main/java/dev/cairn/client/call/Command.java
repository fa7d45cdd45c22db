package dev.cairn.client.call;

import dev.cairn.protocol.resp.Reply;

import java.util.function.Function;

/**
 * A call and what its reply means.
 *
 * @param call what is sent
 * @param decode makes the result of a reply that is no error
 */
public record Command<T>(Call call, Function<Reply, T> decode) {

    /** The same command, declared to do no harm when it is executed twice. */
    public Command<T> repeatable() {
        return new Command<>(call.repeatable(), decode);
    }

    /** The same command with another reading of its reply, for example {@link Decode#bytes}. */
    public <R> Command<R> as(Function<Reply, R> other) {
        return new Command<>(call, other);
    }

    /**
     * The result that {@code reply} stands for.
     *
     * @throws ErrorReply when the reply is an error
     * @throws UnexpectedReply when the reply is of another kind than the command answers
     */
    public T result(Reply reply) {
        if (reply instanceof Reply.Failure failure) {
            throw new ErrorReply(failure);
        }
        return decode.apply(reply);
    }
}
