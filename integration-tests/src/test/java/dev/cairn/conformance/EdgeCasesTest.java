package dev.cairn.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.node.Node;
import dev.cairn.node.config.ConfigSources;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The cases of {@code edges.txt}, one after the other, by a node and by a real redis-server. */
class EdgeCasesTest {

    private static final List<String> SETTINGS =
            List.of("--port", "0", "--bind", "127.0.0.1", "--enable-debug-command", "yes");

    private static final Set<String> CHANGE_PROTOCOL = Set.of("HELLO", "RESET");

    @ParameterizedTest
    @ValueSource(strings = {"2", "3"})
    void repliesAreEqual(String protocol) throws Exception {
        try (ReferenceServer reference = ReferenceServer.start()) {
            assumeTrue(reference != null, "SKIPPED: there is no redis-server on this machine");
            assertThat(differences(protocol, reference.port())).isEmpty();
        }
    }

    @Test
    void wordsAreReadAsByRedisCli() {
        assertThat(Words.of("GET  \"a b\" \"\\x00\\n\\\"\" c\"d \"\""))
                .containsExactly("GET", "a b", "\u0000\n\"", "c\"d", "");
    }

    static List<String> differences(String protocol, int port) throws Exception {
        var found = new ArrayList<String>();
        try (var node = Node.start(ConfigSources.read(SETTINGS, Map.of()));
                var ours = new Wire(node.port());
                var theirs = new Wire(port)) {
            List<String> hello = List.of("HELLO", protocol);
            ours.call(hello);
            theirs.call(hello);
            for (String line : lines()) {
                List<String> command = Words.of(line);
                Wire.Answer a = ours.call(command);
                Wire.Answer b = theirs.call(command);
                if (!Tolerance.accepts(command, a, b)) {
                    found.add("\n" + line + "\n   ours:   " + a.raw() + "   theirs: " + b.raw());
                }
                if (CHANGE_PROTOCOL.contains(command.get(0))) {
                    ours.call(hello);
                    theirs.call(hello);
                }
            }
        }
        return found;
    }

    private static List<String> lines() throws IOException {
        try (var in = EdgeCasesTest.class.getResourceAsStream("/conformance/edges.txt")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }
}
