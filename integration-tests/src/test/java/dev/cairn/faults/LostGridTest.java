package dev.cairn.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.client.CairnClient;
import dev.cairn.client.call.Decode;
import dev.cairn.protocol.resp.Reply;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * All nodes of a grid are killed at once, and what was in their memory is gone. When all come back
 * the grid begins again empty and says so; when one stays away, which could have kept everything,
 * an operator decides.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class LostGridTest {

    @Test
    void aGridThatLostItsMemoryBeginsAgainAndOneThatMissesANodeWhenItIsTold()
            throws IOException, InterruptedException {
        try (var grid = GridProcesses.of(3, "--shards", "16")) {
            try (var client = grid.connect()) {
                GridProcesses.awaitInSync(client);
                client.call("SET", "key", "value");
            }
            killAll(grid);
            for (int node = 0; node < 3; node++) {
                grid.start(node);
            }
            await(grid, client -> assertThat(info(client)).contains("unclean_elections:16"));
            await(grid, client -> GridProcesses.awaitInSync(client)); // not by an earlier topology
            await(
                    grid,
                    client ->
                            assertThat(client.call("EXISTS", "key")).isEqualTo(new Reply.Whole(0)));
            assertThat(logged(grid, "it goes on with what")).isTrue();

            killAll(grid);
            grid.start(0);
            grid.start(1);
            await(grid, client -> assertThat(info(client)).contains("slots_stranded:16384"));
            assertThat(logged(grid, "CLUSTER FAILOVER TAKEOVER")).isTrue();
            await(
                    grid,
                    client ->
                            assertThat(text(client, "CLUSTER", "FAILOVER", "TAKEOVER"))
                                    .isEqualTo("OK"));
            await(grid, client -> assertThat(text(client, "SET", "key", "2")).isEqualTo("OK"));
            await(
                    grid,
                    client ->
                            assertThat(info(client))
                                    .contains("slots_stranded:0", "unclean_elections:32"));

            grid.start(2);
            await(grid, client -> GridProcesses.awaitInSync(client));
            await(grid, client -> assertThat(text(client, "GET", "key")).isEqualTo("2"));
            await(
                    grid,
                    client ->
                            assertThat(client.call("CLUSTER", "FAILOVER", "TAKEOVER"))
                                    .asString()
                                    .contains("Nothing to take over"));
        }
    }

    private static void killAll(GridProcesses grid) throws InterruptedException {
        for (int node = 0; node < 3; node++) {
            grid.kill(node);
        }
    }

    /** Until it holds for a client that has just come. */
    private static void await(GridProcesses grid, Consumer<CairnClient> claim) {
        patience()
                .untilAsserted(
                        () -> {
                            try (var client = CairnClient.connect("127.0.0.1:" + grid.port(0))) {
                                claim.accept(client);
                            }
                        });
    }

    private static String info(CairnClient client) {
        return text(client, "CLUSTER", "INFO");
    }

    private static String text(CairnClient client, String... words) {
        return Decode.text(client.call(words));
    }

    private static boolean logged(GridProcesses grid, String words) throws IOException {
        return Files.readString(grid.log(0)).contains(words)
                || Files.readString(grid.log(1)).contains(words)
                || Files.readString(grid.log(2)).contains(words);
    }

    private static ConditionFactory patience() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions();
    }
}
