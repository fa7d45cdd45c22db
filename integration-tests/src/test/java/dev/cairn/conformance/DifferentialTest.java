package dev.cairn.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.node.Node;
import dev.cairn.node.config.ConfigSources;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;

/**
 * The same seeded streams of commands by two clients in turns to a node and to a real redis-server:
 * the replies are equal byte for byte, but for what {@link Tolerance} lists. {@code -Dcairn.seed=N}
 * chooses the stream, {@code -Dcairn.commands=N} its length.
 */
class DifferentialTest {

    private static final int COMMANDS = Integer.getInteger("cairn.commands", 20_000);
    private static final int SHOWN = 25;
    private static final List<String> SETTINGS =
            List.of("--port", "0", "--bind", "127.0.0.1", "--enable-debug-command", "yes");

    @ParameterizedTest
    @CsvSource({"2, 1", "3, 2", "2, 3", "3, 4"})
    void repliesAreEqual(int protocol, long defaultSeed) throws Exception {
        long seed = Long.getLong("cairn.seed", defaultSeed);
        try (ReferenceServer reference = ReferenceServer.start()) {
            assumeTrue(reference != null, "SKIPPED: there is no redis-server on this machine");
            assertThat(differences(protocol, seed, reference.port()))
                    .as("RESP%d, -Dcairn.seed=%d", protocol, seed)
                    .isEmpty();
        }
    }

    /** Where there is no redis-server, too. */
    @ParameterizedTest
    @ValueSource(strings = {"2", "3"})
    void repliesAreAsRecorded(String protocol) throws Exception {
        var found = new ArrayList<String>();
        try (var node = Node.start(ConfigSources.read(SETTINGS, Map.of()));
                var wire = new Wire(node.port())) {
            Transcript.Responder ours = Transcript.speaking(wire, protocol);
            for (Transcript.Line line : Transcript.read(Transcript.streamName(protocol))) {
                Wire.Answer a = ours.answer(line.command());
                if (!Tolerance.acceptsRecorded(line.command(), a, line.answer())) {
                    found.add(difference(0, line.command(), a, line.answer()));
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void theSameSeedGivesTheSameStream() {
        var a = new CommandStream(5);
        var b = new CommandStream(5);
        for (int i = 0; i < 1_000; i++) {
            assertThat(a.next()).isEqualTo(b.next());
        }
    }

    private static List<String> differences(int protocol, long seed, int port) throws Exception {
        var sources = ConfigSources.read(SETTINGS, Map.of());
        var found = new ArrayList<String>();
        try (var node = Node.start(sources);
                var one = new Pair(node.port(), port, protocol, seed);
                var other = new Pair(node.port(), port, protocol, ~seed)) {
            var turns = new Random(seed);
            for (int i = 0; i < COMMANDS && found.size() < SHOWN; i++) {
                Pair pair = turns.nextInt(4) > 0 ? one : other;
                List<String> command = pair.stream.next();
                Wire.Answer a = pair.ours.call(command);
                Wire.Answer b = pair.theirs.call(command);
                if (!Tolerance.accepts(command, a, b)) {
                    found.add(difference(i, command, a, b));
                }
            }
        }
        return found;
    }

    /** One client of both servers with a stream of its own. */
    private static final class Pair implements AutoCloseable {
        private final CommandStream stream;
        private final Wire ours;
        private final Wire theirs;

        Pair(int ourPort, int theirPort, int protocol, long seed) throws IOException {
            stream = new CommandStream(seed);
            ours = new Wire(ourPort);
            theirs = new Wire(theirPort);
            List<String> hello = List.of("HELLO", Integer.toString(protocol));
            ours.call(hello);
            theirs.call(hello);
        }

        @Override
        public void close() throws IOException {
            ours.close();
            theirs.close();
        }
    }

    private static String difference(int i, List<String> command, Wire.Answer a, Wire.Answer b) {
        var words = new StringJoiner(" ");
        command.forEach(word -> words.add("\"" + visible(word) + "\""));
        return "\n%d: %s\n   ours:   %s\n   theirs: %s"
                .formatted(i, words, visible(a.raw()), visible(b.raw()));
    }

    private static String visible(String text) {
        String shown = text.length() > 300 ? text.substring(0, 300) + "..." : text;
        return shown.replace("\r", "\\r").replace("\n", "\\n");
    }
}
