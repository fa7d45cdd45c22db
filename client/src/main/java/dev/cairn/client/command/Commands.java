package dev.cairn.client.command;

import dev.cairn.client.call.Command;
import dev.cairn.client.call.Decode;
import dev.cairn.protocol.resp.Reply;

import java.util.List;
import java.util.Map;

/** COMMAND: what a node says of its commands. */
public final class Commands {

    private Commands() {}

    /** COMMAND COUNT. */
    public static Command<Long> count() {
        return Words.keyless(Decode::whole, "COMMAND COUNT").repeatable();
    }

    /** COMMAND LIST. */
    public static Command<List<String>> names() {
        return Words.keyless(Decode.list(Decode::text), "COMMAND LIST").repeatable();
    }

    /** COMMAND LIST of the names that match a pattern. */
    public static Command<List<String>> matching(String pattern) {
        return Words.keyless(
                        Decode.list(Decode::text), "COMMAND LIST", "FILTERBY", "PATTERN", pattern)
                .repeatable();
    }

    /** COMMAND DOCS of these commands, all if none is named. */
    public static Command<Map<String, Map<String, Reply>>> docs(String... names) {
        return Words.keyless(
                        Decode.map(reply -> Decode.map(Decode::raw).apply(reply)),
                        "COMMAND DOCS",
                        List.of(names))
                .repeatable();
    }

    /** COMMAND GETKEYS: the keys in a command. */
    public static Command<List<String>> keys(String name, String... arguments) {
        return Words.keyless(Decode.list(Decode::text), "COMMAND GETKEYS", name, List.of(arguments))
                .repeatable();
    }
}
