package dev.cairn.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.faults.GridProcesses;

import io.lettuce.core.cluster.RedisClusterClient;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClusterClient.Builder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class ClientsTest {
    private static final int KEYS = 200;

    private static GridProcesses grid;

    @BeforeAll
    static void start() throws IOException {
        grid = GridProcesses.of(3, "--cluster-timeout-scale", "200");
        try (var client = grid.connect()) {
            GridProcesses.awaitInSync(client);
        }
    }

    @AfterAll
    static void end() {
        grid.close();
    }

    @Test
    void jedis() {
        var seeds = Set.of(new HostAndPort("127.0.0.1", grid.port(1)));
        try (var jedis = new Builder().nodes(seeds).build()) {
            for (int i = 0; i < KEYS; i++) {
                jedis.set("jedis:" + i, "value " + i);
                jedis.hset("jedis:hash:" + i, Map.of("a", "1", "b", "" + i));
            }
            for (int i = 0; i < KEYS; i++) {
                assertThat(jedis.get("jedis:" + i)).isEqualTo("value " + i);
                assertThat(jedis.hgetAll("jedis:hash:" + i)).containsEntry("b", "" + i);
            }
        }
    }

    @Test
    void lettuce() {
        var lettuce = RedisClusterClient.create("redis://127.0.0.1:" + grid.port(2));
        try (var connection = lettuce.connect()) {
            var commands = connection.sync();
            for (int i = 0; i < KEYS; i++) {
                commands.set("lettuce:" + i, "value " + i);
                assertThat(commands.incr("lettuce:counter")).isEqualTo(i + 1);
            }
            for (int i = 0; i < KEYS; i++) {
                assertThat(commands.get("lettuce:" + i)).isEqualTo("value " + i);
            }
        } finally {
            lettuce.shutdown();
        }
    }

    @Test
    void redisPy() throws IOException, InterruptedException {
        String python = pythonWithRedis();
        assumeTrue(python != null, "redis-py is missing");
        String script =
                """
                from redis.cluster import RedisCluster
                grid = RedisCluster(host="127.0.0.1", port=%d)
                for i in range(200):
                    grid.set("py:%%d" %% i, "value %%d" %% i)
                    grid.hset("py:hash:%%d" %% i, mapping={"a": 1, "b": i})
                for i in range(200):
                    assert grid.get("py:%%d" %% i) == b"value %%d" %% i
                    assert grid.hget("py:hash:%%d" %% i, "b") == b"%%d" %% i
                print("all there")
                """
                        .formatted(grid.port(0));
        assertThat(run(python, "-c", script).output).isEqualTo("all there\n");
    }

    /** Only Debian's Python knows Debian's packages, and it need not be the first on the path. */
    private static @Nullable String pythonWithRedis() throws IOException, InterruptedException {
        for (String python : List.of("python3", "/usr/bin/python3")) {
            if (run(python, "-c", "import redis").status == 0) {
                return python;
            }
        }
        return null;
    }

    @Test
    void redisCli() throws IOException, InterruptedException {
        assumeTrue(run("redis-cli", "--version").status == 0, "redis-cli is missing");
        String port = String.valueOf(grid.port(0));
        var check = run("redis-cli", "--cluster", "check", "127.0.0.1:" + port);
        assertThat(check.output).contains("All 16384 slots covered").doesNotContain("[ERR]");
        assertThat(check.status).isZero();
        for (String key : List.of("a", "b", "c", "{a}1")) {
            assertThat(run("redis-cli", "-c", "-p", port, "set", key, key).output)
                    .isEqualTo("OK\n");
            assertThat(run("redis-cli", "-c", "-p", port, "get", key).output).isEqualTo(key + "\n");
        }
    }

    @Test
    void redisBenchmark() throws IOException, InterruptedException {
        assumeTrue(run("redis-benchmark", "--version").status == 0, "redis-benchmark is missing");
        String port = String.valueOf(grid.port(0));
        var bench =
                run(
                        List.of("redis-benchmark", "--cluster", "-p", port),
                        List.of("-t", "set,get", "-n", "20000", "-r", "1000", "-q"));
        assertThat(bench.status).isZero();
        assertThat(bench.output).contains("requests per second").doesNotContain("Error");
    }

    /** How a process ended, and what it wrote. */
    private record Run(int status, String output) {}

    private static Run run(List<String> command, List<String> more)
            throws IOException, InterruptedException {
        var all = new ArrayList<>(command);
        all.addAll(more);
        return run(all.toArray(String[]::new));
    }

    private static Run run(String... command) throws IOException, InterruptedException {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            byte[] output = process.getInputStream().readAllBytes();
            return new Run(process.waitFor(), new String(output, StandardCharsets.UTF_8));
        } catch (IOException missing) {
            return new Run(127, missing.toString());
        }
    }
}
