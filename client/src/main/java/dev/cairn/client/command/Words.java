package dev.cairn.client.command;

import dev.cairn.client.call.Call;
import dev.cairn.client.call.Call.Split;
import dev.cairn.client.call.Command;
import dev.cairn.client.call.Decode;
import dev.cairn.protocol.resp.Reply;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** How the typed commands put their calls together. */
final class Words {

    private Words() {}

    /** A command whose first argument is its key and that changes something. */
    static <T> Command<T> write(Function<Reply, T> decode, String name, Object... arguments) {
        return new Command<>(keyed(name, arguments), decode);
    }

    /** A command whose first argument is its key and that only reads. */
    static <T> Command<T> read(Function<Reply, T> decode, String name, Object... arguments) {
        return write(decode, name, arguments).repeatable();
    }

    /** A command of no key. */
    static <T> Command<T> keyless(Function<Reply, T> decode, String name, Object... arguments) {
        return new Command<>(Call.of(name, arguments), decode);
    }

    /** A command all of whose arguments are keys, taken apart over their slots. */
    static <T> Command<T> split(
            Function<Reply, T> decode, Split split, String name, List<String> keys) {
        return new Command<>(Call.of(name, keys).key(1).split(split), decode);
    }

    /** A command that counts those of several keys to which it did something. */
    static Command<Long> count(String name, List<String> keys) {
        return split(Decode::whole, Split.SUM, name, keys);
    }

    /** Keys and values by turns. */
    static List<String> pairs(Map<String, String> map) {
        var words = new ArrayList<String>(2 * map.size());
        map.forEach(
                (key, value) -> {
                    words.add(key);
                    words.add(value);
                });
        return words;
    }

    private static Call keyed(String name, Object... arguments) {
        boolean subcommand = name.indexOf(' ') >= 0;
        return Call.of(name, arguments).key(subcommand ? 2 : 1);
    }
}
