package dev.cairn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.Node;
import dev.cairn.node.config.ConfigSources;
import dev.cairn.protocol.resp.Reply;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** INFO has the sections and fields of redis-server 7.0.15, and a few of 7.2. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InfoTest {

    private static final String RECORDED = "/conformance/info-fields-7.0.15.txt";

    /** Fields of the reference that say nothing here, and why. */
    private static final Map<String, String> MISSING =
            Map.of(
                    "used_cpu_sys_main_thread", "commands run on several threads",
                    "used_cpu_user_main_thread", "commands run on several threads",
                    "expired_stale_perc", "every look for expired keys looks at all of them");

    /** Sections whose fields depend on what the server has been asked. */
    private static final List<String> BY_USE =
            List.of("Commandstats", "Latencystats", "Errorstats", "Keyspace", "Modules");

    private Map<String, List<String>> ours = Map.of();
    private final Map<String, List<String>> theirs = new LinkedHashMap<>();
    private List<String> memory = List.of();

    /** What MEMORY STATS of the reference tells, but for what it tells of each database. */
    private static final List<String> MEMORY_STATS =
            List.of(
                    "peak.allocated",
                    "total.allocated",
                    "startup.allocated",
                    "replication.backlog",
                    "clients.slaves",
                    "clients.normal",
                    "cluster.links",
                    "aof.buffer",
                    "lua.caches",
                    "functions.caches",
                    "overhead.total",
                    "keys.count",
                    "keys.bytes-per-key",
                    "dataset.bytes",
                    "dataset.percentage",
                    "peak.percentage",
                    "allocator.allocated",
                    "allocator.active",
                    "allocator.resident",
                    "allocator-fragmentation.ratio",
                    "allocator-fragmentation.bytes",
                    "allocator-rss.ratio",
                    "allocator-rss.bytes",
                    "rss-overhead.ratio",
                    "rss-overhead.bytes",
                    "fragmentation",
                    "fragmentation.bytes");

    @BeforeAll
    void readBoth() throws Exception {
        try (var in = InfoTest.class.getResourceAsStream(RECORDED)) {
            assertThat(in).as(RECORDED).isNotNull();
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().toList()) {
                List<String> words = List.of(line.split(" "));
                theirs.put(words.get(0), words.subList(1, words.size()));
            }
        }
        var sources = ConfigSources.read(List.of("--port", "0", "--bind", "127.0.0.1"), Map.of());
        try (var node = Node.start(sources)) {
            ours = InfoFields.of(node.port());
            memory = names(node.port());
        }
    }

    private static List<String> names(int port) throws IOException {
        var names = new ArrayList<String>();
        try (var wire = new Wire(port)) {
            var stats = (Reply.Array) wire.call(List.of("MEMORY", "STATS")).reply();
            for (int i = 0; i < stats.elements().size(); i += 2) {
                names.add(((Reply.Bulk) stats.elements().get(i)).text());
            }
        }
        return names;
    }

    @Test
    void memoryStatsAreTheReferences() {
        assertThat(memory).containsExactlyElementsOf(MEMORY_STATS);
    }

    @Test
    void sectionsAreInTheReferencesOrder() {
        assertThat(ours.keySet()).containsExactlyElementsOf(theirs.keySet());
    }

    @Test
    void fieldsOfTheReferenceAreThere() {
        theirs.forEach(
                (section, fields) -> {
                    var missing = new TreeSet<>(fields);
                    missing.removeAll(ours.getOrDefault(section, List.of()));
                    if (!BY_USE.contains(section)) {
                        missing.removeAll(MISSING.keySet());
                        assertThat(missing).as("fields missing in %s", section).isEmpty();
                    }
                });
    }

    @Test
    void whatIsSaidToBeMissingIs() {
        assertThat(ours.values().stream().flatMap(List::stream))
                .doesNotContainAnyElementsOf(MISSING.keySet());
        assertThat(theirs.values().stream().flatMap(List::stream)).containsAll(MISSING.keySet());
    }

    @Test
    void someFieldsOfRedis72AreThereToo() {
        assertThat(ours.get("Server")).contains("listener0");
        assertThat(ours.get("Clients"))
                .contains("total_blocking_keys", "total_blocking_keys_on_nokey");
        assertThat(ours.get("Stats"))
                .contains(
                        "acl_access_denied_auth",
                        "acl_access_denied_cmd",
                        "acl_access_denied_key",
                        "acl_access_denied_channel");
    }

    @Test
    void usedSectionsNameWhatWasUsed() {
        assertThat(ours.get("Commandstats")).contains("cmdstat_set");
        assertThat(ours.get("Errorstats")).containsExactly("errorstat_ERR");
        assertThat(ours.get("Keyspace")).containsExactly("db0");
    }
}
