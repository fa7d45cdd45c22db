package dev.cairn.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.client.CairnClient;
import dev.cairn.client.command.Nodes;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Shards move between processes under traffic, and no client notices. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class MovementTest {
    private static final int SLOTS = 16_384;
    private static final int SHARDS = 16;
    private static final int THREADS = 8;
    private static final long SEED = Long.getLong("cairn.seed", 20_261_123);
    private static final Pattern RANGE = Pattern.compile(" (\\d+)-(\\d+)");

    @Test
    void aFourthNodeGetsItsShareAndLeaves() throws IOException, InterruptedException {
        try (var grid = grid(3, "--cluster-timeout-scale", "200");
                var client = grid.connect();
                var traffic = new Traffic(client, THREADS, SEED)) {
            GridProcesses.awaitInSync(client);
            traffic.start();
            int fourth = grid.add();
            awaitShare(client, grid.port(fourth), SLOTS / 4);
            GridProcesses.awaitInSync(client);

            assertThat(grid.stop(fourth)).isIn(0, 143);
            assertThat(slotsOf(client, grid.port(fourth))).isZero();
            assertThat(traffic.stopAndCheck()).isEmpty();
            assertThat(traffic.errors()).isEmpty();
        }
    }

    @Test
    void aGridOfOneGrowsToThree() throws IOException, InterruptedException {
        try (var grid = grid(1);
                var client = grid.connect();
                var traffic = new Traffic(client, THREADS, SEED)) {
            GridProcesses.awaitInSync(client);
            traffic.start();
            int second = grid.add();
            awaitShare(client, grid.port(second), SLOTS / 2);
            int third = grid.add();
            awaitShare(client, grid.port(third), SLOTS / 3);
            GridProcesses.awaitInSync(client);

            grid.kill(0);
            assertThat(traffic.stopAndCheck()).isEmpty();
        }
    }

    private static GridProcesses grid(int nodes, String... more) throws IOException {
        var settings =
                Stream.concat(Stream.of("--shards", String.valueOf(SHARDS)), Stream.of(more));
        return GridProcesses.of(nodes, settings.toArray(String[]::new));
    }

    /** Waits until a node is primary of so many slots, or of less by a part of a shard. */
    private static void awaitShare(CairnClient client, int port, int slots) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> slotsOf(client, port), served -> served > slots - SLOTS / SHARDS);
    }

    private static int slotsOf(CairnClient client, int port) {
        return client.call(Nodes.clusterNodes())
                .lines()
                .filter(line -> line.contains(":" + port + "@"))
                .flatMap(line -> RANGE.matcher(line).results())
                .mapToInt(
                        range ->
                                1
                                        + Integer.parseInt(range.group(2))
                                        - Integer.parseInt(range.group(1)))
                .sum();
    }
}
