package dev.cairn.conformance;

import dev.cairn.protocol.resp.Reply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The facts that COMMAND tells of each command, a line each: arity, flags, categories, key
 * positions and key specifications.
 *
 * <p>Record those of a running redis-server with {@code java -cp ... CommandFacts PORT FILE}.
 */
final class CommandFacts {

    private static final int NAME = 0;
    private static final int ARITY = 1;
    private static final int FLAGS = 2;
    private static final int FIRST_KEY = 3;
    private static final int STEP = 5;
    private static final int CATEGORIES = 6;
    private static final int TIPS = 7;
    private static final int KEY_SPECS = 8;
    private static final int SUBCOMMANDS = 9;

    private CommandFacts() {}

    public static void main(String[] arguments) throws IOException {
        var facts = new ArrayList<String>();
        of(Integer.parseInt(arguments[0])).forEach((name, fact) -> facts.add(name + " " + fact));
        Files.write(Path.of(arguments[1]), facts);
    }

    /** The facts of every command and subcommand of the server at {@code port}, by name. */
    static Map<String, String> of(int port) throws IOException {
        var facts = new TreeMap<String, String>();
        try (var wire = new Wire(port)) {
            for (Reply row : elements(wire.call(List.of("COMMAND")).reply())) {
                add(row, facts);
            }
        }
        return facts;
    }

    private static void add(Reply row, Map<String, String> facts) {
        List<Reply> cells = elements(row);
        String keys =
                cells.subList(FIRST_KEY, STEP + 1).stream()
                        .map(CommandFacts::text)
                        .collect(Collectors.joining(","));
        facts.put(
                text(cells.get(NAME)),
                "arity=%s flags=%s categories=%s keys=%s specs=%s tips=%s"
                        .formatted(
                                text(cells.get(ARITY)),
                                sorted(cells.get(FLAGS)),
                                sorted(cells.get(CATEGORIES)),
                                keys,
                                text(cells.get(KEY_SPECS)),
                                sorted(cells.get(TIPS))));
        elements(cells.get(SUBCOMMANDS)).forEach(each -> add(each, facts));
    }

    private static String sorted(Reply reply) {
        var words = new ArrayList<String>();
        elements(reply).forEach(element -> words.add(text(element)));
        Collections.sort(words);
        return String.join(",", words);
    }

    private static List<Reply> elements(Reply reply) {
        return reply instanceof Reply.Array(List<Reply> elements) ? elements : List.of();
    }

    private static String text(Reply reply) {
        return switch (reply) {
            case Reply.Array(List<Reply> elements) ->
                    elements.stream()
                            .map(CommandFacts::text)
                            .collect(Collectors.joining(" ", "(", ")"));
            case Reply.Bulk bulk -> bulk.text();
            case Reply.Simple(String text) -> text;
            case Reply.Whole(long value) -> Long.toString(value);
            case Reply other -> other.toString();
        };
    }
}
