package dev.cairn.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.client.CairnClient;
import dev.cairn.client.command.Hashes;
import dev.cairn.client.command.Nodes;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A real data set on its way into a grid of which one node is killed in the middle. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class LoadTest {
    private static final int WINDOW = 2_000;

    @TempDir Path scratch;

    @Test
    void everythingThatWasLoadedReadsBackAlthoughANodeDied()
            throws IOException, InterruptedException {
        assumeTrue(Files.isReadable(WordNet.NOUNS), "Debian's package wordnet-base is missing");
        List<WordNet.Noun> nouns = WordNet.nouns();
        assertThat(nouns).hasSizeGreaterThan(80_000);
        Path file = scratch.resolve("nouns.resp");
        WordNet.write(nouns, file);

        try (var grid = GridProcesses.of(3)) {
            try (var client = grid.connect()) {
                GridProcesses.awaitInSync(client);
                Process load = load(grid, file);
                awaitKeys(client, nouns.size() / 3, load);
                grid.kill(2);
                assertThat(load.waitFor(5, TimeUnit.MINUTES)).isTrue();
                assertThat(Files.readString(scratch.resolve("load.log")))
                        .contains(String.format("%,d", nouns.size()));
                assertThat(load.exitValue()).isZero();
                assertThat(missing(client, nouns)).isEmpty();
            }
        }
    }

    private Process load(GridProcesses grid, Path file) throws IOException {
        return new ProcessBuilder(
                        NodeJvm.binary(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.cairn.client.cli.CairnCli",
                        "load",
                        file.toString(),
                        "-p",
                        String.valueOf(grid.port(0)),
                        "--repeatable")
                .redirectErrorStream(true)
                .redirectOutput(scratch.resolve("load.log").toFile())
                .start();
    }

    /** Waits until so many are there; a load that has ended too early tells why. */
    private void awaitKeys(CairnClient client, long keys, Process load) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .failFast(() -> assertThat(load.isAlive()).as(said()).isTrue())
                .until(
                        () ->
                                client.callEveryNode(Nodes.size()).values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum(),
                        sum -> sum >= keys);
    }

    private String said() throws IOException {
        return Files.readString(scratch.resolve("load.log"));
    }

    /** The entries that are not in the grid as they were written. */
    private static List<String> missing(CairnClient client, List<WordNet.Noun> nouns) {
        var missing = new ArrayList<String>();
        for (int from = 0; from < nouns.size(); from += WINDOW) {
            var part = nouns.subList(from, Math.min(nouns.size(), from + WINDOW));
            List<CompletableFuture<Map<String, String>>> reads =
                    part.stream().map(noun -> client.send(Hashes.all(noun.key()))).toList();
            for (int i = 0; i < part.size(); i++) {
                if (!reads.get(i).join().equals(part.get(i).fields())) {
                    missing.add(part.get(i).key());
                }
            }
        }
        return missing;
    }
}
