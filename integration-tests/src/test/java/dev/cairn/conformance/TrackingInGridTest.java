package dev.cairn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.faults.GridProcesses;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Clients that cache hear of what other nodes of the grid bring about. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class TrackingInGridTest {

    private static final int KEYS = 100;

    @Test
    void whoCachedHearsBeforeAnotherNodeLeads() throws Exception {
        try (var grid = GridProcesses.of(3, "--cluster-timeout-scale", "200")) {
            try (var client = grid.connect()) {
                GridProcesses.awaitInSync(client);
            }
            try (var first = new Conversation(grid.port(0));
                    var second = new Conversation(grid.port(1))) {
                first.ask("A", "CLIENT TRACKING ON");
                List<String> led = readable(first);
                assertThat(led).hasSizeBetween(KEYS / 10, KEYS * 9 / 10);
                aReplicaTellsWhatThePrimarySays(first, second, led.get(0));

                first.ask("A", "GET " + led.get(0));
                assertThat(grid.stop(0)).isZero();
                String heard = first.lastWords("A");
                for (String key : led) {
                    assertThat(heard).contains("invalidate|*1|$" + key.length() + "|" + key + "|");
                }
            }
        }
    }

    private static List<String> readable(Conversation node) throws IOException {
        var keys = new ArrayList<String>();
        for (int i = 0; i < KEYS; i++) {
            if (node.ask("A", "GET key" + i).endsWith("|_|")) {
                keys.add("key" + i);
            }
        }
        return keys;
    }

    private static void aReplicaTellsWhatThePrimarySays(
            Conversation primary, Conversation replica, String key) throws IOException {
        replica.ask("A", "READONLY");
        replica.ask("A", "CLIENT TRACKING ON");
        replica.ask("A", "GET " + key);
        String push = ">2|$10|invalidate|*1|$" + key.length() + "|" + key + "|";
        assertThat(primary.ask("B", "SET " + key + " v")).endsWith("+OK|");
        assertThat(primary.heard("A", push)).isEqualTo(push);
        assertThat(replica.heard("A", push)).isEqualTo(push);
        assertThat(replica.ask("A", "GET " + key)).endsWith("|$1|v|");
        assertThat(primary.ask("B", "DEL " + key)).endsWith(":1|");
        assertThat(replica.heard("A", push)).isEqualTo(push);
    }
}
