package dev.cairn.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.node.Node;
import dev.cairn.node.config.ConfigSources;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The cases of {@code edges.txt}, one after the other, by a node and by a redis-server: as its
 * replies were recorded, and by a real one where there is one.
 */
class EdgeCasesTest {

    private static final List<String> SETTINGS =
            List.of("--port", "0", "--bind", "127.0.0.1", "--enable-debug-command", "yes");

    @ParameterizedTest
    @ValueSource(strings = {"2", "3"})
    void repliesAreAsRecorded(String protocol) throws Exception {
        List<Transcript.Line> recorded = Transcript.read(Transcript.edgesName(protocol));
        assertThat(recorded)
                .as("recorded are the cases there are: else see Transcript")
                .extracting(Transcript.Line::command)
                .isEqualTo(Transcript.edges());
        var lines = recorded.iterator();
        Transcript.Responder theirs = command -> lines.next().answer();
        assertThat(differences(protocol, theirs, Tolerance::acceptsRecorded)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "3"})
    void repliesAreEqual(String protocol) throws Exception {
        try (ReferenceServer reference = ReferenceServer.start()) {
            assumeTrue(reference != null, "SKIPPED: there is no redis-server on this machine");
            try (var wire = new Wire(reference.port())) {
                Transcript.Responder theirs = Transcript.speaking(wire, protocol);
                assertThat(differences(protocol, theirs, Tolerance::accepts)).isEmpty();
            }
        }
    }

    @Test
    void wordsAreReadAsByRedisCli() {
        assertThat(Words.of("GET  \"a b\" \"\\x00\\n\\\"\" c\"d \"\""))
                .containsExactly("GET", "a b", "\u0000\n\"", "c\"d", "");
    }

    /** Whether two replies to a command are both right. */
    @FunctionalInterface
    private interface Judge {
        boolean accepts(List<String> command, Wire.Answer ours, Wire.Answer theirs);
    }

    private static List<String> differences(
            String protocol, Transcript.Responder theirs, Judge judge) throws Exception {
        var found = new ArrayList<String>();
        try (var node = Node.start(ConfigSources.read(SETTINGS, Map.of()));
                var wire = new Wire(node.port())) {
            Transcript.Responder ours = Transcript.speaking(wire, protocol);
            for (List<String> command : Transcript.edges()) {
                Wire.Answer a = ours.answer(command);
                Wire.Answer b = theirs.answer(command);
                if (!judge.accepts(command, a, b)) {
                    found.add("\n" + command + "\n   ours:   " + a.raw() + "   theirs: " + b.raw());
                }
            }
        }
        return found;
    }
}
