package dev.cairn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.Node;
import dev.cairn.node.config.ConfigSources;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** COMMAND says of our commands what redis-server 7.0.15 says of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandInfoTest {

    private static final String RECORDED = "/conformance/command-facts-7.0.15.txt";

    /** Redis has these since 7.2 or 7.4, so that they are not in the record. */
    private static final List<String> NEWER =
            List.of(
                    "client|no-touch",
                    "client|setinfo",
                    "hexpire",
                    "hexpireat",
                    "hexpiretime",
                    "hpersist",
                    "hpexpire",
                    "hpexpireat",
                    "hpexpiretime",
                    "hpttl",
                    "httl",
                    "waitaof");

    private final Map<String, String> theirs = new TreeMap<>();
    private Map<String, String> ours = Map.of();

    @BeforeAll
    void readBoth() throws Exception {
        try (var in = CommandInfoTest.class.getResourceAsStream(RECORDED)) {
            assertThat(in).as(RECORDED).isNotNull();
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            text.lines()
                    .forEach(
                            line -> {
                                int space = line.indexOf(' ');
                                theirs.put(line.substring(0, space), line.substring(space + 1));
                            });
        }
        var sources = ConfigSources.read(List.of("--port", "0", "--bind", "127.0.0.1"), Map.of());
        try (var node = Node.start(sources)) {
            ours = CommandFacts.of(node.port());
        }
    }

    @Test
    void everyCommandIsAsTheReferenceHasIt() {
        var expected = new TreeMap<>(theirs);
        expected.keySet().retainAll(ours.keySet());
        var actual = new TreeMap<>(ours);
        actual.keySet().retainAll(theirs.keySet());
        assertThat(actual).containsExactlyEntriesOf(expected);
    }

    @Test
    void onlyNewerCommandsAreUnknownToTheReference() {
        var extra = new TreeSet<>(ours.keySet());
        extra.removeAll(theirs.keySet());
        assertThat(extra).containsExactlyElementsOf(NEWER);
    }
}
