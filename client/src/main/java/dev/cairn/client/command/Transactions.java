package dev.cairn.client.command;

import dev.cairn.client.call.Command;
import dev.cairn.client.call.Decode;
import dev.cairn.protocol.resp.Reply;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Transactions in a session, where WATCH is possible; without WATCH use the client's own. */
public final class Transactions {

    private Transactions() {}

    /** WATCH: EXEC does nothing if one of these keys was changed meanwhile. */
    public static Command<Boolean> watch(String... keys) {
        return Words.write(Decode::ok, "WATCH", Arrays.asList(keys));
    }

    /** UNWATCH. */
    public static Command<Boolean> unwatch() {
        return Words.keyless(Decode::ok, "UNWATCH");
    }

    /** MULTI: what follows is queued and answered {@code QUEUED}. */
    public static Command<Boolean> begin() {
        return Words.keyless(Decode::ok, "MULTI");
    }

    /** EXEC: the replies, or nothing if a watched key was changed. */
    public static Command<Optional<List<Reply>>> execute() {
        return Words.keyless(Decode.optional(Decode::elements), "EXEC");
    }

    /** DISCARD. */
    public static Command<Boolean> discard() {
        return Words.keyless(Decode::ok, "DISCARD");
    }
}
