package dev.cairn.client;

import dev.cairn.client.ClientSettings.Credentials;
import dev.cairn.client.call.Call;
import dev.cairn.client.call.ErrorReply;
import dev.cairn.protocol.resp.Reply;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What is said first on a new connection: the protocol version, who we are, our name. A server too
 * old for HELLO is spoken to in RESP2.
 */
final class Greeting extends Exchange {

    private final Consumer<@Nullable Throwable> done;
    private @Nullable Throwable refusal;

    /** Tells {@code done} null when the connection is ready, else why it is not. */
    Greeting(ClientSettings settings, long deadlineNanos, Consumer<@Nullable Throwable> done) {
        super(calls(settings), deadlineNanos);
        this.done = done;
    }

    private static List<Call> calls(ClientSettings settings) {
        var calls = new ArrayList<Call>();
        Credentials who = settings.credentials();
        if (who == null) {
            calls.add(Call.of("HELLO", 3));
        } else {
            calls.add(Call.of("HELLO", 3, "AUTH", who.user(), who.password()));
        }
        if (!settings.clientName().isEmpty()) {
            calls.add(Call.of("CLIENT SETNAME", settings.clientName()));
        }
        return calls;
    }

    @Override
    void answered(Reply reply, boolean last) {
        if (reply instanceof Reply.Failure failure && refusal == null && !isTooOld(failure)) {
            refusal = new ErrorReply(failure);
        }
        if (last) {
            done.accept(refusal);
        }
    }

    @Override
    void failed(Failing failing, Throwable cause) {
        done.accept(cause);
    }

    private static boolean isTooOld(Reply.Failure failure) {
        return failure.text().startsWith("ERR unknown command");
    }
}
