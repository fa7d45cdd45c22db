package dev.cairn.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.config.ConfigSources;
import dev.cairn.node.metrics.Counter;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

class NodeHttpTest {

    private static Node node;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var flags = List.of("--port", "0", "--http-port", Integer.toString(port));
        node = Node.start(ConfigSources.read(flags, Map.of()));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void aNodeOfItsOwnIsReady() throws Exception {
        assertThat(get("/health/live")).isEqualTo("ok\n");
        assertThat(get("/health/ready")).isEqualTo("ok\n");
    }

    @Test
    void figuresHaveTheNamesOfRedisExporter() throws Exception {
        get("/metrics");
        System.gc(); // what is registered by then must not be forgotten
        try (var wire = new Wire(node.port())) {
            wire.ask(
                    "SELECT 3\r\nSET k v\r\nGET k\r\nGET none\r\n",
                    "+OK\r\n+OK\r\n$1\r\nv\r\n$-1\r\n");
        }
        assertThat(get("/metrics").lines())
                .contains(
                        "redis_up 1.0",
                        "redis_db_keys{db=\"db3\"} 1.0",
                        "redis_db_keys{db=\"db0\"} 0.0",
                        "redis_keyspace_hits_total 1.0",
                        "redis_keyspace_misses_total 1.0",
                        "redis_commands_total{cmd=\"get\"} 2.0",
                        "# TYPE redis_commands_processed_total counter",
                        "# TYPE redis_memory_used_bytes gauge",
                        "# TYPE redis_connected_clients gauge")
                .anyMatch(line -> line.startsWith("redis_instance_info{"))
                .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{"))
                .anyMatch(line -> line.startsWith("jvm_gc_"));
    }

    @Test
    void noTwoCountersShareAName() {
        var names = Arrays.stream(Counter.values()).map(Counter::metric).toList();
        assertThat(names).allMatch(name -> name.matches("(redis|cairn)_[a-z_]+_total"));
        assertThat(new HashSet<>(names)).hasSameSizeAs(names);
    }

    @Test
    void everyLineIsWellFormed() throws Exception {
        assertThat(get("/metrics").lines())
                .allMatch(
                        line ->
                                line.startsWith("# ")
                                        || line.matches("[a-z0-9_]+(\\{.*\\})? [-+.0-9eENa]+"));
    }

    private static String get(String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var uri = URI.create("http://127.0.0.1:" + port + path);
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
        }
    }
}
