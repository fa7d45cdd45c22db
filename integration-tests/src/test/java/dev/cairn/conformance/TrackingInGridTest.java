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
                second.ask("A", "READONLY");
                second.ask("A", "CLIENT TRACKING ON");
                second.ask("A", "GET " + led.get(0));
                write(first, "SET " + led.get(0) + " v");
                readUntil("|$1|v|", first, led.get(0));
                readUntil("|$1|v|", second, led.get(0));
                write(first, "DEL " + led.get(0));
                readUntil("|_|", second, led.get(0));

                grid.stop(0);
                String heard = first.lastWords("A");
                for (String key : led) {
                    assertThat(heard).contains(push(key));
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

    private static void write(Conversation primary, String command) throws IOException {
        String heard = primary.ask("B", command);
        while (heard.contains("|-")) { // a slow machine's grid may refuse for a while
            heard = primary.ask("B", command);
        }
    }

    /** Reads a key anew whenever it is to be forgotten, and else relies on what it read. */
    private static void readUntil(String reply, Conversation node, String key) throws IOException {
        String heard = node.ask("A", "GET " + key);
        while (!heard.endsWith(reply)) {
            if (!heard.contains(push(key)) && !heard.contains("|-")) {
                node.heard("A", push(key));
            }
            heard = node.ask("A", "GET " + key);
        }
    }

    private static String push(String key) {
        return ">2|$10|invalidate|*1|$" + key.length() + "|" + key + "|";
    }
}
