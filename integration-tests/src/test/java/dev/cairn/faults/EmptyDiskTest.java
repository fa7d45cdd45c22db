package dev.cairn.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.client.CairnClient;
import dev.cairn.client.command.Nodes;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A voter whose disk was emptied comes back on its old port under traffic: it is a new node, takes
 * the old one's place in the grid and among the voters, and costs no acknowledged write. That it
 * votes shows when one of the two others is killed.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class EmptyDiskTest {
    private static final int THREADS = 4;
    private static final int SOME = 200;
    private static final long SEED = 20_261_126;

    @Test
    void aVoterWithAnEmptiedDiskIsReplacedByTheNewNodeAtItsAddress()
            throws IOException, InterruptedException {
        try (var grid = GridProcesses.of(3);
                var client = grid.connect()) {
            GridProcesses.awaitInSync(client);
            String lost = idAt(client, grid.port(2));
            var traffic = new Traffic(client, THREADS, SEED);
            traffic.start();
            try (traffic) {
                awaitMore(traffic);
                grid.stop(2);
                erase(grid.directory(2));
                grid.start(2);
                awaitReplaced(client, lost, grid.port(2));
                String heir = idAt(client, grid.port(2));
                awaitVoter(grid, heir, lost);

                grid.kill(1);
                awaitMore(traffic);
                assertThat(traffic.stopAndCheck()).isEmpty();
            }
        }
    }

    private static void erase(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static void awaitMore(Traffic traffic) {
        long enough = traffic.acknowledged() + SOME;
        patience().until(() -> traffic.acknowledged() >= enough);
    }

    /** Waits until the lost node has been removed and the grid has all copies again. */
    private static void awaitReplaced(CairnClient client, String lost, int port) {
        patience()
                .ignoreExceptions()
                .untilAsserted(
                        () -> {
                            List<String> nodes = listed(client);
                            assertThat(nodes).hasSize(3);
                            assertThat(nodes).noneMatch(line -> line.startsWith(lost));
                            assertThat(nodes).anyMatch(line -> isAt(line, port));
                        });
        GridProcesses.awaitInSync(client);
    }

    /** Waits until the leader, whichever it is, has seen the new voter in and the old one out. */
    private static void awaitVoter(GridProcesses grid, String heir, String lost) {
        patience()
                .untilAsserted(
                        () ->
                                assertThat(List.of(grid.log(0), grid.log(1)))
                                        .flatMap(Files::readAllLines)
                                        .anyMatch(
                                                line ->
                                                        line.contains("Voters are ")
                                                                && line.contains(heir)
                                                                && !line.contains(lost)));
    }

    private static String idAt(CairnClient client, int port) {
        String line = listed(client).stream().filter(l -> isAt(l, port)).findAny().orElseThrow();
        return line.substring(0, line.indexOf(' '));
    }

    private static boolean isAt(String line, int port) {
        return line.contains(":" + port + "@");
    }

    private static List<String> listed(CairnClient client) {
        return client.call(Nodes.clusterNodes()).lines().toList();
    }

    private static ConditionFactory patience() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100));
    }
}
