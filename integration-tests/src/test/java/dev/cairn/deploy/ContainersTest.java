package dev.cairn.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.cairn.client.CairnClient;
import dev.cairn.client.command.Hashes;
import dev.cairn.client.command.Strings;
import dev.cairn.faults.GridProcesses;
import dev.cairn.faults.NodeJvm;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * The image and the composition of this tree, run by a Docker engine where there is one. The
 * variable BASE_IMAGE names another image to build on, as for the composition itself.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
final class ContainersTest {
    private static final List<String> NODES = List.of("node-1", "node-2", "node-3");
    private static final int KEYS = 1_000;

    private static Composition grid;
    private static CairnClient client;

    /** The keys of strings and hashes whose writing the grid has acknowledged. */
    private static final Set<String> STRINGS = new TreeSet<>();

    private static final Set<String> HASHES = new TreeSet<>();

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        var compose = Docker.compose();
        var engine = Docker.run(List.of("docker", "info"));
        skipUnless(engine.succeeded(), "no Docker engine answers: " + engine.lastLine());
        skipUnless(!compose.isEmpty(), "there is no docker compose");
        skipUnless(NodeJvm.isPackaged(), "this build makes no jars; mvn package does");
        String base = Optional.ofNullable(System.getenv("BASE_IMAGE")).orElse(Tree.BASE_IMAGE);
        skipUnless(Docker.hasImage(base), base + " is neither here nor to be had");

        grid = Composition.up(compose, base);
        grid.awaitHealthy(NODES);
        client = CairnClient.connect(grid.address());
    }

    private static void skipUnless(boolean possible, String otherwise) {
        if (!possible) {
            System.out.println("SKIPPED: containers are not tested: " + otherwise);
            abort(otherwise);
        }
    }

    @AfterAll
    static void end() {
        if (client != null) {
            client.close();
        }
        if (grid != null) {
            grid.close();
        }
    }

    /**
     * Two containers are killed, one after the other, and started again; the third one is asked to
     * stop. By then all copies that are left have been lost once and filled anew.
     */
    @Test
    void acknowledgedWritesOutliveEveryContainer() throws IOException, InterruptedException {
        write("first");
        for (String node : NODES.subList(0, 2)) {
            grid.kill(node);
            write("without " + node);
            assertThat(missing()).as("without %s", node).isEmpty();
            assertThat(grid.isRunning(node)).isFalse();

            grid.start(node);
            grid.awaitHealthy(NODES);
            GridProcesses.awaitInSync(client);
            assertThat(missing()).as("with %s again", node).isEmpty();
        }
        // 137 would say that the signal did not reach the node, or that it took too long.
        assertThat(grid.stop(NODES.getLast())).isIn(0, 143);
        write("without the last");
        assertThat(missing()).as("without the last").isEmpty();
    }

    private static void write(String when) {
        var strings = new HashMap<String, CompletableFuture<?>>();
        var hashes = new HashMap<String, CompletableFuture<?>>();
        for (int i = 0; i < KEYS; i++) {
            String key = when + ":" + i;
            strings.put(key, client.send(Strings.set(key, key).repeatable()));
            String hash = "hash:" + key;
            hashes.put(hash, client.send(Hashes.set(hash, fields(hash)).repeatable()));
        }
        int before = STRINGS.size();
        strings.forEach((key, call) -> addIfAcknowledged(key, call, STRINGS));
        hashes.forEach((key, call) -> addIfAcknowledged(key, call, HASHES));
        assertThat(STRINGS).hasSizeGreaterThan(before);
    }

    private static void addIfAcknowledged(String key, CompletableFuture<?> call, Set<String> keys) {
        try {
            call.join();
            keys.add(key);
        } catch (CompletionException notAcknowledged) {
            System.out.println(key + " was not acknowledged: " + notAcknowledged.getMessage());
        }
    }

    private static Map<String, String> fields(String key) {
        return Map.of("key", key, "length", String.valueOf(key.length()));
    }

    /** The acknowledged keys that do not hold what was written. */
    private static Set<String> missing() {
        var strings = new TreeMap<String, CompletableFuture<Optional<String>>>();
        STRINGS.forEach(key -> strings.put(key, client.send(Strings.get(key))));
        var hashes = new TreeMap<String, CompletableFuture<Map<String, String>>>();
        HASHES.forEach(key -> hashes.put(key, client.send(Hashes.all(key))));
        var missing = new TreeSet<String>();
        strings.forEach(
                (key, read) -> addUnless(read.join().equals(Optional.of(key)), key, missing));
        hashes.forEach((key, read) -> addUnless(read.join().equals(fields(key)), key, missing));
        return missing;
    }

    private static void addUnless(boolean isThere, String key, Set<String> missing) {
        if (!isThere) {
            missing.add(key);
        }
    }
}
