package dev.cairn.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.faults.GridProcesses;
import dev.cairn.protocol.resp.Reply;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Three nodes beside one redis-server in cluster mode: a client that follows redirects hears the
 * same from both.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GridDifferentialTest {

    private static final int COMMANDS = Integer.getInteger("cairn.commands", 4_000);
    private static final int SHOWN = 25;

    private static final String NODE_LINE =
            "[0-9a-f]{40} \\S*:\\d+@\\d+ (myself,)?master - \\d+ \\d+ \\d+ connected( \\d+-\\d+)+";

    private static GridProcesses grid;
    private static @Nullable ReferenceServer reference;

    @BeforeAll
    static void start() throws IOException {
        grid = GridProcesses.of(3, "--cluster-timeout-scale", "200");
        reference = ReferenceServer.start("--cluster-enabled", "yes");
        if (reference != null) {
            try (var wire = new Wire(reference.port())) {
                wire.call(Words.of("CLUSTER ADDSLOTSRANGE 0 16383"));
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> text(wire, "CLUSTER INFO").contains("cluster_state:ok"));
            }
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(180))
                .ignoreExceptions()
                .until(GridDifferentialTest::isInSync);
    }

    private static boolean isInSync() throws IOException {
        try (var wire = new Wire(grid.port(0))) {
            return text(wire, "CLUSTER INFO").contains("cluster_slots_in_sync:16384");
        }
    }

    @AfterAll
    static void end() throws IOException {
        grid.close();
        if (reference != null) {
            reference.close();
        }
    }

    private static ReferenceServer reference() {
        assumeTrue(reference != null, "SKIPPED: there is no redis-server on this machine");
        return Objects.requireNonNull(reference);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "3"})
    @Order(1)
    void aGridRepliesAsOneClusterNodeDoes(String protocol) throws IOException {
        long seed = Long.getLong("cairn.seed", Long.parseLong(protocol));
        var stream = CommandStream.onKeys(seed);
        var found = new ArrayList<String>();
        try (var ours = new GridRoute(grid.port(0), protocol);
                var theirs = new GridRoute(reference().port(), protocol)) {
            for (int i = 0; i < COMMANDS && found.size() < SHOWN; i++) {
                List<String> command = stream.next();
                Wire.Answer a = ours.answer(command);
                Wire.Answer b = theirs.answer(command);
                if (!Tolerance.accepts(command, a, b)) {
                    found.add(
                            "\n"
                                    + i
                                    + ": "
                                    + command
                                    + "\n ours: "
                                    + a.raw()
                                    + " theirs: "
                                    + b.raw());
                }
            }
        }
        assertThat(found).as("RESP%s, -Dcairn.seed=%d", protocol, seed).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "3"})
    @Order(2)
    void whatClientsReadHasTheReferencesShape(String protocol) throws IOException {
        try (var ours = new GridRoute(grid.port(0), protocol);
                var theirs = new Wire(reference().port())) {
            theirs.call(List.of("HELLO", protocol));
            for (String command : SHAPED) {
                assertThat(Shape.of(ours.answer(Words.of(command)).reply()))
                        .as(command)
                        .isEqualTo(Shape.of(theirs.call(Words.of(command)).reply()));
            }
            for (String command : EQUAL.strip().lines().toList()) {
                assertThat(ours.answer(Words.of(command)).raw())
                        .as(command)
                        .isEqualTo(theirs.call(Words.of(command)).raw());
            }
            try (var wire = new Wire(grid.port(0))) {
                assertThat(fieldsOf(wire)).containsAll(fieldsOf(theirs));
            }
        }
    }

    /** Replies that say the same of other nodes. */
    private static final List<String> SHAPED =
            List.of("CLUSTER SHARDS", "CLUSTER NODES", "CLUSTER INFO", "CLUSTER MYID");

    /** Replies that are equal to the byte: they do not depend on who owns what. */
    private static final String EQUAL =
            """
            CLUSTER KEYSLOT a
            CLUSTER KEYSLOT {user1}.x
            CLUSTER KEYSLOT
            CLUSTER COUNTKEYSINSLOT x
            CLUSTER COUNTKEYSINSLOT -1
            CLUSTER COUNTKEYSINSLOT 16384
            CLUSTER GETKEYSINSLOT 0
            CLUSTER GETKEYSINSLOT 0 -1
            CLUSTER GETKEYSINSLOT 16384 1
            CLUSTER GETKEYSINSLOT x 1
            CLUSTER REPLICAS nosuch
            CLUSTER SLAVES nosuch
            CLUSTER COUNT-FAILURE-REPORTS nosuch
            CLUSTER NOSUCH
            CLUSTER
            CLUSTER LINKS x
            CLUSTER LINKS
            SELECT 0
            SELECT 1
            SELECT x
            SWAPDB 0 1
            MOVE a 1
            READONLY
            READWRITE
            READONLY x
            ASKING
            MGET a b
            DEL a b c
            COPY a {a}b DB 0
            COPY a {a}b DB 1
            EXEC
            """;

    private static TreeSet<String> fieldsOf(Wire wire) throws IOException {
        var names = new TreeSet<String>();
        for (String line : text(wire, "CLUSTER INFO").split("\r\n")) {
            // Messages of each kind are counted from the first of them on.
            if (!line.matches("cluster_stats_messages_(ping|pong|meet|fail)_.*")) {
                names.add(line.substring(0, line.indexOf(':')));
            }
        }
        return names;
    }

    @Test
    @Order(2)
    void whatNodesTellEachOtherIsCounted() throws IOException {
        try (var wire = new Wire(grid.port(0))) {
            assertThat(text(wire, "CLUSTER INFO"))
                    .containsPattern("cluster_stats_messages_sent:[1-9]")
                    .containsPattern("cluster_stats_messages_received:[1-9]");
            assertThat(text(wire, "INFO stats"))
                    .containsPattern("total_net_repl_input_bytes:[1-9]")
                    .containsPattern("total_net_repl_output_bytes:[1-9]")
                    .containsPattern("sync_partial_ok:[1-9]");
        }
    }

    @Test
    @Order(2)
    void nodesAreLinesThatClientsParse() throws IOException {
        var ports = new ArrayList<Integer>(List.of(grid.port(0)));
        if (reference != null) {
            ports.add(reference.port());
        }
        for (int port : ports) {
            try (var wire = new Wire(port)) {
                String nodes = text(wire, "CLUSTER NODES");
                assertThat(nodes.lines()).allMatch(line -> line.matches(NODE_LINE));
                assertThat(nodes).endsWith("\n").containsOnlyOnce("myself,");
                assertThat(nodes).contains(text(wire, "CLUSTER MYID") + " ");
            }
        }
    }

    /** The reference, on its own, does not know its address, and has no replicas. */
    @Test
    @Order(2)
    void slotsNameEveryNodeByAddressAndName() throws IOException {
        try (var wire = new Wire(grid.port(0))) {
            var slots = elements(wire.call(List.of("CLUSTER", "SLOTS")).reply());
            int next = 0;
            for (Reply range : slots) {
                List<Reply> parts = elements(range);
                assertThat(parts.get(0)).isEqualTo(new Reply.Whole(next));
                next = (int) ((Reply.Whole) parts.get(1)).value() + 1;
                for (Reply node : parts.subList(2, parts.size())) {
                    assertThat(Shape.of(node)).isEqualTo("[Bulk, Whole, []]");
                }
            }
            assertThat(next).isEqualTo(16_384);
        }
    }

    @Test
    @Order(2)
    void keysOfASlotAreCountedAndNamedWhereTheyAre() throws IOException {
        try (var route = new GridRoute(grid.port(0), "2")) {
            route.answer(Words.of("DEL {slot}1 {slot}2"));
            route.answer(Words.of("SET {slot}1 v"));
            route.answer(Words.of("SET {slot}2 v"));
            String slot =
                    route.answer(Words.of("CLUSTER KEYSLOT {slot}")).raw().substring(1).strip();
            assertThat(route.answer(Words.of("CLUSTER COUNTKEYSINSLOT " + slot)).raw())
                    .isEqualTo(":2\r\n");
            assertThat(
                            elements(
                                    route.answer(Words.of("CLUSTER GETKEYSINSLOT " + slot + " 1"))
                                            .reply()))
                    .hasSize(1);
            assertThat(
                            elements(
                                    route.answer(Words.of("CLUSTER GETKEYSINSLOT " + slot + " 9"))
                                            .reply()))
                    .hasSize(2);
        }
    }

    @Test
    @Order(2)
    void writesAreWaitedForAndReplicasAreTold() throws IOException {
        try (var route = new GridRoute(grid.port(0), "2")) {
            route.answer(Words.of("SET waited v"));
            assertThat(route.answer(Words.of("WAIT 2 20000")).raw()).isEqualTo(":2\r\n");
            assertThat(route.answer(Words.of("WAIT 3 20")).raw()).isEqualTo(":2\r\n");
            String report =
                    ((Reply.Bulk) route.answer(Words.of("INFO replication")).reply()).text();
            assertThat(report)
                    .contains("\r\nconnected_slaves:2\r\n")
                    .containsPattern("\r\nslave0:ip=127.0.0.1,port=\\d+,state=online,offset=[1-9]")
                    .containsPattern("\r\nmaster_repl_offset:[1-9]");
            List<Reply> role = elements(route.answer(List.of("ROLE")).reply());
            assertThat(((Reply.Whole) role.get(1)).value()).isPositive();
            assertThat(elements(role.get(2))).hasSize(2);
        }
    }

    @Test
    @Order(3)
    void aDeadNodeIsNamed() throws Exception {
        String lost;
        try (var wire = new Wire(grid.port(2))) {
            lost = text(wire, "CLUSTER MYID");
        }
        grid.kill(2);
        try (var wire = new Wire(grid.port(0))) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .until(() -> line(wire, lost).contains(" master,fail - "));
            assertThat(line(wire, lost)).contains(" disconnected");
            assertThat(wire.call(Words.of("CLUSTER SHARDS")).raw()).contains("failed");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .until(() -> text(wire, "CLUSTER INFO").contains("cluster_state:ok"));
            assertThat(text(wire, "INFO replication")).contains("\r\nconnected_slaves:1\r\n");
        }
    }

    private static String line(Wire wire, String node) throws IOException {
        Stream<String> lines = text(wire, "CLUSTER NODES").lines();
        return lines.filter(line -> line.startsWith(node)).findFirst().orElseThrow();
    }

    private static String text(Wire wire, String command) throws IOException {
        return text(wire.call(Words.of(command)).reply());
    }

    private static String text(Reply reply) {
        return reply instanceof Reply.Verbatim(_, String text) ? text : ((Reply.Bulk) reply).text();
    }

    private static List<Reply> elements(Reply reply) {
        return ((Reply.Array) reply).elements();
    }
}
