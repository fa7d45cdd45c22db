package dev.cairn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.Node;
import dev.cairn.node.config.ConfigSources;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * COMMAND says of our commands what redis-server says of its own: 7.0.15 as recorded, and what is
 * newer as it is declared in Redis 7.2 and 7.4, by hand.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandInfoTest {

    private static final String RECORDED = "/conformance/command-facts-7.0.15.txt";
    private static final String NEWER = "/conformance/command-facts-newer.txt";

    /** What is not there yet: a category of commands or a command, and why. */
    private static final Map<String, String> MISSING =
            Map.ofEntries(
                    Map.entry("@list", "data types beside strings and hashes come later"),
                    Map.entry("@set", "data types beside strings and hashes come later"),
                    Map.entry("@sortedset", "data types beside strings and hashes come later"),
                    Map.entry("@stream", "data types beside strings and hashes come later"),
                    Map.entry("@geo", "data types beside strings and hashes come later"),
                    Map.entry("@hyperloglog", "data types beside strings and hashes come later"),
                    Map.entry("@bitmap", "data types beside strings and hashes come later"),
                    Map.entry("@pubsub", "publish and subscribe come later"),
                    Map.entry("@scripting", "scripts and functions come later"),
                    Map.entry("xgroup", "of a data type that comes later"),
                    Map.entry("xinfo", "of a data type that comes later"),
                    Map.entry("pubsub", "publish and subscribe come later"),
                    Map.entry("script", "scripts and functions come later"),
                    Map.entry("function", "scripts and functions come later"),
                    Map.entry("acl", "users beside the default one come later"),
                    Map.entry("module", "modules of C code cannot be loaded"),
                    Map.entry("sort", "sorts lists and sets, which come later"),
                    Map.entry("sort_ro", "sorts lists and sets, which come later"),
                    Map.entry("pfdebug", "of a data type that comes later"),
                    Map.entry("pfselftest", "of a data type that comes later"),
                    Map.entry("migrate", "shards move as a whole, and the grid moves them"),
                    Map.entry("restore-asking", "shards move as a whole, and the grid moves them"),
                    Map.entry("replicaof", "the grid places replicas itself"),
                    Map.entry("slaveof", "the grid places replicas itself"),
                    Map.entry("failover", "the grid chooses primaries itself"),
                    Map.entry("psync", "replicas speak another protocol"),
                    Map.entry("replconf", "replicas speak another protocol"),
                    Map.entry("sync", "replicas speak another protocol"),
                    Map.entry("bgrewriteaof", "there is no append-only file"),
                    Map.entry("monitor", "comes later"));

    private final Map<String, String> theirs = new TreeMap<>();
    private Map<String, String> ours = Map.of();

    @BeforeAll
    void readBoth() throws Exception {
        read(RECORDED);
        read(NEWER);
        var sources = ConfigSources.read(List.of("--port", "0", "--bind", "127.0.0.1"), Map.of());
        try (var node = Node.start(sources)) {
            ours = CommandFacts.of(node.port());
        }
    }

    private void read(String resource) throws IOException {
        try (var in = CommandInfoTest.class.getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            text.lines().forEach(this::add);
        }
    }

    private void add(String line) {
        int space = line.indexOf(' ');
        theirs.put(line.substring(0, space), line.substring(space + 1));
    }

    @Test
    void everyCommandIsAsTheReferenceHasIt() {
        var expected = new TreeMap<>(theirs);
        expected.keySet().retainAll(ours.keySet());
        assertThat(ours).containsExactlyEntriesOf(expected);
    }

    @Test
    void everyCommandOfTheReferenceIsThereOrIsKnownToBeMissing() {
        var unexplained = new TreeMap<>(theirs);
        unexplained.keySet().removeAll(ours.keySet());
        unexplained
                .entrySet()
                .removeIf(
                        entry ->
                                MISSING.keySet().stream()
                                        .anyMatch(reason -> explains(reason, entry)));
        assertThat(unexplained.keySet()).isEmpty();
    }

    @Test
    void whatIsSaidToBeMissingIs() {
        for (String reason : MISSING.keySet()) {
            assertThat(theirs.entrySet())
                    .as(reason)
                    .anyMatch(
                            entry -> explains(reason, entry) && !ours.containsKey(entry.getKey()));
        }
    }

    private static boolean explains(String reason, Map.Entry<String, String> command) {
        String name = command.getKey();
        return reason.startsWith("@")
                ? command.getValue().matches(".*\\bcategories=\\S*" + reason + "\\b.*")
                : name.equals(reason) || name.startsWith(reason + "|");
    }
}
