package dev.cairn.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.node.Node;
import dev.cairn.node.config.ConfigSources;
import dev.cairn.protocol.resp.Reply;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * COMMAND DOCS says of our commands what a real redis-server says of its own: since when, in which
 * group, with which arguments. Summaries and costs are in our own words.
 */
class CommandDocsTest {

    private static final Set<String> COMPARED = Set.of("since", "group", "arguments");

    /** Said of an argument by one version of Redis or another. */
    private static final Set<String> LEFT_OUT =
            Set.of("summary", "since", "deprecated_since", "display_text");

    /** Redis states their arguments since 7.2. */
    private static final List<String> STATED_LATER =
            List.of("command|getkeys", "command|getkeysandflags");

    @Test
    void docsAreAsTheReferenceHasThem() throws Exception {
        try (ReferenceServer reference = ReferenceServer.start()) {
            assumeTrue(reference != null, "SKIPPED: there is no redis-server on this machine");
            Map<String, String> theirs = docs(reference.port());
            Map<String, String> ours;
            var settings = List.of("--port", "0", "--bind", "127.0.0.1");
            try (var node = Node.start(ConfigSources.read(settings, Map.of()))) {
                ours = docs(node.port());
            }
            ours.keySet().retainAll(theirs.keySet());
            theirs.keySet().retainAll(ours.keySet());
            assertThat(ours).hasSizeGreaterThan(150);
            STATED_LATER.forEach(ours::remove);
            STATED_LATER.forEach(theirs::remove);
            assertThat(ours).containsExactlyEntriesOf(theirs);
        }
    }

    private static Map<String, String> docs(int port) throws IOException {
        var docs = new TreeMap<String, String>();
        try (var wire = new Wire(port)) {
            addAll(elements(wire.call(List.of("COMMAND", "DOCS")).reply()), docs);
        }
        return docs;
    }

    /** Names and what is said of them, in turns. */
    private static void addAll(List<Reply> pairs, Map<String, String> docs) {
        for (int i = 0; i < pairs.size(); i += 2) {
            var said = new TreeMap<String, String>();
            List<Reply> facts = elements(pairs.get(i + 1));
            for (int j = 0; j < facts.size(); j += 2) {
                String fact = text(facts.get(j));
                if (fact.equals("subcommands")) {
                    addAll(elements(facts.get(j + 1)), docs);
                } else if (COMPARED.contains(fact)) {
                    said.put(fact, text(facts.get(j + 1)));
                }
            }
            docs.put(text(pairs.get(i)), said.toString());
        }
    }

    private static List<Reply> elements(Reply reply) {
        return reply instanceof Reply.Array(List<Reply> elements) ? elements : List.of();
    }

    private static String text(Reply reply) {
        return switch (reply) {
            case Reply.Array(List<Reply> elements) when isArgument(elements) -> argument(elements);
            case Reply.Array(List<Reply> elements) ->
                    elements.stream().map(CommandDocsTest::text).toList().toString();
            case Reply.Bulk bulk -> bulk.text();
            case Reply.Simple(String text) -> text;
            case Reply.Whole(long value) -> Long.toString(value);
            case Reply other -> other.toString();
        };
    }

    private static boolean isArgument(List<Reply> elements) {
        return !elements.isEmpty() && text(elements.get(0)).equals("name");
    }

    private static String argument(List<Reply> elements) {
        var said = new TreeMap<String, String>();
        for (int i = 0; i < elements.size(); i += 2) {
            said.put(text(elements.get(i)), text(elements.get(i + 1)));
        }
        said.keySet().removeAll(LEFT_OUT);
        return said.toString();
    }
}
