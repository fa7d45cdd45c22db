package dev.cairn.client.command;

import dev.cairn.client.call.Command;
import dev.cairn.client.call.Decode;

import java.time.Duration;
import java.util.Optional;

/**
 * Commands on connections: of one node, all that it has; in a session, the session's own. HELLO is
 * said by the client itself.
 */
public final class Clients {

    private Clients() {}

    /** CLIENT ID, in a session. */
    public static Command<Long> id() {
        return Words.keyless(Decode::whole, "CLIENT ID").repeatable();
    }

    /** CLIENT INFO, in a session. */
    public static Command<String> own() {
        return Words.keyless(Decode::text, "CLIENT INFO").repeatable();
    }

    /** CLIENT GETNAME, in a session: its name, if it has one. */
    public static Command<Optional<String>> name() {
        return Words.keyless(
                        reply ->
                                Decode.optional(Decode::text)
                                        .apply(reply)
                                        .filter(name -> !name.isEmpty()),
                        "CLIENT GETNAME")
                .repeatable();
    }

    /** CLIENT SETNAME, in a session. */
    public static Command<Boolean> rename(String name) {
        return Words.keyless(Decode::ok, "CLIENT SETNAME", name);
    }

    /** CLIENT LIST: a line for each connection. */
    public static Command<String> all() {
        return Words.keyless(Decode::text, "CLIENT LIST").repeatable();
    }

    /** CLIENT KILL of one connection: whether there was one. */
    public static Command<Boolean> kill(long id) {
        return Words.keyless(Decode::bool, "CLIENT KILL", "ID", id);
    }

    /** CLIENT PAUSE: commands wait so long, only those that change something if so wanted. */
    public static Command<Boolean> pause(Duration length, boolean onlyWrites) {
        String which = onlyWrites ? "WRITE" : "ALL";
        return Words.keyless(Decode::ok, "CLIENT PAUSE", length.toMillis(), which);
    }

    /** CLIENT UNPAUSE. */
    public static Command<Boolean> unpause() {
        return Words.keyless(Decode::ok, "CLIENT UNPAUSE");
    }

    /** CLIENT UNBLOCK: whether the connection was waiting in a command. */
    public static Command<Boolean> unblock(long id) {
        return Words.keyless(Decode::bool, "CLIENT UNBLOCK", id);
    }

    /** AUTH, in a session. */
    public static Command<Boolean> authenticate(String user, String password) {
        return Words.keyless(Decode::ok, "AUTH", user, password);
    }

    /** READONLY, in a session: replicas may answer its reads. */
    public static Command<Boolean> readOnly() {
        return Words.keyless(Decode::ok, "READONLY");
    }

    /** READWRITE, in a session: only primaries answer. */
    public static Command<Boolean> readWrite() {
        return Words.keyless(Decode::ok, "READWRITE");
    }

    /** RESET, in a session: true when it is as new. */
    public static Command<Boolean> reset() {
        return Words.keyless(reply -> Decode.text(reply).equals("RESET"), "RESET");
    }
}
