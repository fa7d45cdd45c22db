package dev.cairn.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.node.Node;
import dev.cairn.node.config.ConfigSources;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Client-side caching: the conversations of {@code tracking.txt} with a node and with a real
 * redis-server, and what only a node of ours promises.
 */
@Timeout(120)
class TrackingTest {

    private static final List<String> SETTINGS = List.of("--port", "0", "--bind", "127.0.0.1");

    @Test
    void conversationsAreEqual() throws Exception {
        try (ReferenceServer reference = ReferenceServer.start()) {
            assumeTrue(reference != null, "SKIPPED: there is no redis-server on this machine");
            var settings = new ArrayList<>(SETTINGS);
            settings.addAll(List.of("--io-threads", "1")); // to gather broadcasts as the reference
            try (var node = Node.start(ConfigSources.read(settings, Map.of()))) {
                List<String> ours = conversations(node.port());
                List<String> theirs = conversations(reference.port());
                assertThat(differences(ours, theirs)).isEmpty();
            }
        }
    }

    private static List<String> differences(List<String> ours, List<String> theirs) {
        assertThat(ours).hasSameSizeAs(theirs).hasSizeGreaterThan(200);
        return IntStream.range(0, ours.size())
                .filter(i -> !ours.get(i).equals(theirs.get(i)))
                .mapToObj(i -> "\nours:   " + ours.get(i) + "\ntheirs: " + theirs.get(i))
                .toList();
    }

    private static List<String> conversations(int port) throws IOException {
        var told = new ArrayList<String>();
        Conversation now = null;
        for (String line : lines()) {
            if (line.startsWith("==")) {
                if (now != null) {
                    now.close();
                }
                now = new Conversation(port);
            } else if (now != null) {
                told.add(now.step(line));
            }
        }
        if (now != null) {
            now.close();
        }
        return told;
    }

    private static List<String> lines() throws IOException {
        try (var in = TrackingTest.class.getResourceAsStream("/conformance/tracking.txt")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }

    @Test
    void keysThatExpireAreTold() throws Exception {
        try (var node = Node.start(ConfigSources.read(SETTINGS, Map.of()));
                var talk = new Conversation(node.port())) {
            talk.step("A CLIENT TRACKING ON NOLOOP");
            int millis = 10;
            do {
                millis *= 2; // until there is time enough to read it
                talk.step("A SET k v PX " + millis);
            } while (!talk.step("A GET k").contains("$1|v|"));
            String push = ">2|$10|invalidate|*1|$1|k|";
            assertThat(talk.heard("A", push)).endsWith(push);
        }
    }

    /** Which the reference forgets to tell. */
    @Test
    void databasesThatChangePlacesAreTold() throws Exception {
        try (var node = Node.start(ConfigSources.read(SETTINGS, Map.of()));
                var talk = new Conversation(node.port())) {
            talk.step("A CLIENT TRACKING ON");
            talk.step("A GET k");
            assertThat(talk.step("B SWAPDB 0 1")).endsWith("A >2|$10|invalidate|_|");
        }
    }

    @Test
    void fewerKeysThanTheTableHoldsAreRemembered() throws Exception {
        var settings = new ArrayList<>(SETTINGS);
        settings.addAll(List.of("--tracking-table-max-keys", "10"));
        try (var node = Node.start(ConfigSources.read(settings, Map.of()));
                var talk = new Conversation(node.port())) {
            talk.step("A CLIENT TRACKING ON");
            var told = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                told.append(talk.step("A GET key" + i));
            }
            assertThat(talk.step("B INFO")).contains("tracking_total_keys:10|");
            assertThat(told.toString().split("invalidate", -1)).hasSize(41);
            talk.step("B CONFIG SET tracking-table-max-keys 3");
            assertThat(talk.step("B INFO")).contains("tracking_total_keys:3|");
            talk.step("B CONFIG SET tracking-table-max-keys 0");
            for (int i = 0; i < 50; i++) {
                assertThat(talk.step("A GET key" + i)).doesNotContain("invalidate");
            }
            assertThat(talk.step("B INFO")).contains("tracking_total_keys:50|");
        }
    }

    /** Also when it is not idle: the one who does not listen is closed, and nothing is left. */
    @Test
    void aClientThatDoesNotListenIsClosed() throws Exception {
        var settings = new ArrayList<>(SETTINGS);
        settings.addAll(List.of("--client-output-buffer-limit", "normal 1mb 0 0"));
        try (var node = Node.start(ConfigSources.read(settings, Map.of()));
                var talk = new Conversation(node.port());
                var writer = new Wire(node.port())) {
            talk.step("A CLIENT TRACKING ON BCAST PREFIX k");
            talk.step("B CLIENT TRACKING ON");
            talk.step("B MGET a b c");
            talk.step("B CLIENT TRACKING ON REDIRECT $A");
            String key = "k".repeat(10_000);
            int written = 0;
            while (said(writer, "INFO clients").contains("tracking_clients:2|")) {
                assertThat(written++).isLessThan(20_000);
                said(writer, "SET " + key + written + " v");
            }
            assertThat(written).isGreaterThan(100);
            assertThat(said(writer, "INFO stats")).contains("tracking_total_prefixes:0|");
            talk.hangUp("A");
            talk.step("B -");
            awaitNothingTracked(writer);
        }
    }

    @Test
    void whatIsNotedForAClientCountsToItsMemory() throws Exception {
        var settings = new ArrayList<>(SETTINGS);
        settings.addAll(List.of("--maxmemory-clients", "1mb"));
        try (var node = Node.start(ConfigSources.read(settings, Map.of()));
                var other = new Wire(node.port())) {
            int calls = 0;
            try (var client = new Wire(node.port())) {
                said(client, "CLIENT TRACKING ON");
                while (calls < 1_000) {
                    said(client, thousandKeys(calls));
                    calls++;
                }
            } catch (IOException closed) {
                assertThat(calls).isBetween(10, 100);
            }
            assertThat(calls).isLessThan(1_000);
            awaitNothingTracked(other);
        }
    }

    @Test
    void aKilledClientLeavesNothingBehind() throws Exception {
        try (var node = Node.start(ConfigSources.read(SETTINGS, Map.of()));
                var talk = new Conversation(node.port());
                var other = new Wire(node.port())) {
            talk.step("A CLIENT TRACKING ON");
            for (int i = 0; i < 10; i++) {
                talk.ask("A", thousandKeys(i));
            }
            assertThat(said(other, "INFO stats")).contains("tracking_total_keys:10000|");
            talk.ask("B", "CLIENT KILL ID $A");
            awaitNothingTracked(other);
        }
    }

    private static String thousandKeys(int from) {
        return IntStream.range(from * 1_000, from * 1_000 + 1_000)
                .mapToObj(i -> "key" + i)
                .collect(Collectors.joining(" ", "MGET ", ""));
    }

    private static void awaitNothingTracked(Wire wire) throws IOException {
        while (!said(wire, "INFO stats").contains("tracking_total_keys:0|")) {
            Thread.onSpinWait();
        }
        assertThat(said(wire, "INFO stats")).contains("tracking_total_items:0|");
        assertThat(said(wire, "INFO clients")).contains("tracking_clients:0|");
    }

    @Test
    void aClientWhoseCommandWaitsIsToldAfterTheReply() throws Exception {
        try (var node = Node.start(ConfigSources.read(SETTINGS, Map.of()));
                var talk = new Conversation(node.port())) {
            talk.step("A CLIENT TRACKING ON");
            talk.step("A GET k");
            talk.step("C CLIENT PAUSE 600000 WRITE");
            talk.send("A", "SET x 1");
            while (!talk.ask("C", "INFO").contains("blocked_clients:1|")) {
                Thread.onSpinWait();
            }
            talk.ask("C", "CONFIG SET tracking-table-max-keys 1");
            talk.ask("B", "CLIENT TRACKING ON");
            talk.ask("B", "GET {k}2"); // of the same shard, and there is room for one only
            talk.ask("C", "CLIENT UNPAUSE");
            String replyThenPush = "+OK|>2|$10|invalidate|*1|$1|k|";
            assertThat(talk.heard("A", replyThenPush)).isEqualTo(replyThenPush);
        }
    }

    private static String said(Wire wire, String command) throws IOException {
        return wire.call(Words.of(command)).raw().replace("\r\n", "|");
    }
}
