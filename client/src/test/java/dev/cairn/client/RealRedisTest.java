package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cairn.client.call.Call;
import dev.cairn.client.call.ErrorReply;
import dev.cairn.client.command.Clients;
import dev.cairn.client.command.Commands;
import dev.cairn.client.command.ExpireWhen;
import dev.cairn.client.command.Hashes;
import dev.cairn.client.command.Keys;
import dev.cairn.client.command.Latencies;
import dev.cairn.client.command.Nodes;
import dev.cairn.client.command.Page;
import dev.cairn.client.command.SetOptions;
import dev.cairn.client.command.Shards;
import dev.cairn.client.command.SlowCommands;
import dev.cairn.client.command.Strings;
import dev.cairn.client.command.Transactions;
import dev.cairn.protocol.resp.Reply;
import dev.cairn.protocol.slot.SlotRange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The client against the reference server itself, where one is installed. */
@Timeout(60)
class RealRedisTest {

    @Test
    void typedCommandsMeanWhatTheySay() throws IOException {
        try (var redis = RealRedis.start("--enable-debug-command", "yes");
                var client = CairnClient.connect(ClientSettings.of(redis.address()))) {
            assertThat(client.isClustered()).isFalse();
            strings(client);
            keys(client);
            hashes(client);
            transactions(client);
            nodes(client);
        }
    }

    private static void strings(CairnClient client) {
        assertThat(client.call(Strings.set("a", "1"))).isTrue();
        assertThat(client.call(Strings.set("a", "2", SetOptions.NONE.ifAbsent()))).isFalse();
        assertThat(client.call(Strings.setAndGet("a", "3", SetOptions.NONE))).contains("1");
        assertThat(client.call(Strings.increment("a"))).isEqualTo(4);
        assertThat(client.call(Strings.increment("a", 10))).isEqualTo(14);
        assertThat(client.call(Strings.decrement("a", 4))).isEqualTo(10);
        assertThat(client.call(Strings.incrementDecimal("a", 0.5))).isEqualTo(10.5);
        assertThat(client.call(Strings.append("a", "xyz"))).isEqualTo(7);
        assertThat(client.call(Strings.length("a"))).isEqualTo(7);
        assertThat(client.call(Strings.range("a", 0, 1))).isEqualTo("10");
        assertThat(client.call(Strings.mset(Map.of("m1", "x", "m2", "y")))).isTrue();
        assertThat(client.call(Strings.mget("m1", "nope", "m2")))
                .containsExactly(Optional.of("x"), Optional.empty(), Optional.of("y"));
        assertThat(client.call(Strings.getAndDelete("m1"))).contains("x");
        assertThat(client.call(Strings.get("m1"))).isEmpty();
        byte[] raw = {0, -1, '\r', '\n'};
        assertThat(client.call(Strings.set(raw, raw))).isTrue();
        assertThat(client.call(Strings.get(raw)))
                .hasValueSatisfying(v -> assertThat(v).isEqualTo(raw));
        client.call(Strings.mset(Map.of("l1", "ohmytext", "l2", "mynewtext")));
        assertThat(client.call(Strings.commonSubsequence("l1", "l2"))).isEqualTo("mytext");
        assertThat(client.call(Strings.commonSubsequenceLength("l1", "l2"))).isEqualTo(6);
        client.call(Keys.delete("l1", "l2"));
        assertThatThrownBy(() -> client.call(Hashes.get("a", "f")))
                .isInstanceOfSatisfying(
                        ErrorReply.class, e -> assertThat(e.code()).isEqualTo("WRONGTYPE"));
    }

    private static void keys(CairnClient client) {
        client.call(Strings.set("k", "v"));
        assertThat(client.call(Keys.timeToLiveMillis("k"))).isEqualTo(-1);
        assertThat(client.call(Keys.expire("k", Duration.ofHours(1), ExpireWhen.ALWAYS))).isTrue();
        assertThat(client.call(Keys.expire("k", Duration.ofHours(2), ExpireWhen.NX))).isFalse();
        assertThat(client.call(Keys.timeToLiveMillis("k"))).isBetween(1L, 3_600_000L);
        assertThat(client.call(Keys.persist("k"))).isTrue();
        assertThat(client.call(Keys.type("k"))).isEqualTo("string");
        assertThat(client.call(Keys.encoding("k"))).contains("embstr");
        assertThat(client.call(Keys.references("k"))).contains(1L);
        assertThat(client.call(Keys.references("nope"))).isEmpty();
        assertThatThrownBy(() -> client.call(Keys.frequency("k"))).hasMessageContaining("LFU");
        assertThat(client.call(Keys.copy("k", "k2", false))).isTrue();
        byte[] dumped = client.call(Keys.dump("k")).orElseThrow();
        assertThat(client.call(Keys.restore("k3", 0, dumped, false))).isTrue();
        assertThat(client.call(Keys.rename("k3", "k4"))).isTrue();
        assertThat(client.call(Keys.exists("k", "k2", "k3", "k4"))).isEqualTo(3);
        assertThat(client.call(Keys.delete("k", "k2", "k4", "k9"))).isEqualTo(3);
        Page<List<String>> page = client.call(Keys.scan(Page.START, "m*", 1_000));
        assertThat(page.isLast()).isTrue();
        assertThat(page.items()).containsExactly("m2");
        assertThat(client.call(Keys.scan(Page.START, "m*", 1_000, "hash")).items()).isEmpty();
        assertThat(client.call(Keys.move("m2", 1))).isTrue();
        assertThat(client.call(Nodes.swapDatabases(0, 1))).isTrue();
        assertThat(client.call(Strings.get("m2"))).contains("y");
        assertThat(client.call(Nodes.flushDatabase())).isTrue();
        assertThat(client.call(Nodes.swapDatabases(0, 1))).isTrue();
    }

    private static void hashes(CairnClient client) {
        assertThat(client.call(Hashes.set("h", Map.of("f", "1", "g", "2")))).isEqualTo(2);
        assertThat(client.call(Hashes.set("h", "f", "3"))).isFalse();
        assertThat(client.call(Hashes.all("h"))).isEqualTo(Map.of("f", "3", "g", "2"));
        assertThat(client.call(Hashes.increment("h", "f", 4))).isEqualTo(7);
        assertThat(client.call(Hashes.get("h", List.of("f", "x"))))
                .containsExactly(Optional.of("7"), Optional.empty());
        assertThat(client.call(Hashes.scan("h", Page.START, "*", 10)).items()).hasSize(2);
        assertThat(client.call(Hashes.random("h"))).isPresent();
        assertThat(client.call(Hashes.random("nope"))).isEmpty();
        assertThat(client.call(Hashes.randomWithValues("h", 2)))
                .containsExactlyInAnyOrder(Map.entry("f", "7"), Map.entry("g", "2"));
        assertThat(client.call(Hashes.randomWithValues("h", -9))).hasSize(9);
        assertThat(client.call(Hashes.delete("h", "f", "x"))).isEqualTo(1);
        assertThat(client.call(Hashes.size("h"))).isEqualTo(1);
    }

    private static void transactions(CairnClient client) {
        var transaction = new Transaction();
        CompletableFuture<Long> one = transaction.add(Strings.increment("t"));
        CompletableFuture<Map<String, String>> wrong = transaction.add(Hashes.all("t"));
        client.call(transaction);
        assertThat(one).isCompletedWithValue(1L);
        assertThat(wrong).isCompletedExceptionally();

        try (Session session = client.session("t")) {
            session.call(Transactions.watch("t"));
            client.call(Strings.increment("t"));
            session.call(Transactions.begin());
            session.call(Strings.get("t").as(Reply::toString));
            assertThat(session.call(Transactions.execute())).isEmpty();
        }
    }

    private static void nodes(CairnClient client) {
        assertThat(client.call(Nodes.ping())).isEqualTo("PONG");
        assertThat(client.call(Nodes.size())).isPositive();
        assertThat(client.call(Nodes.report("server"))).contains("redis_version");
        assertThat(client.call(Nodes.config("maxmemory"))).containsKey("maxmemory");
        assertThat(client.call(Nodes.memoryUsage("absent"))).isZero();
        assertThat(client.call("set", "generic", "x")).isEqualTo(new Reply.Simple("OK"));
        assertThat(client.call(Nodes.role())).isEqualTo("master");
        assertThat(client.call(Nodes.memory())).containsKey("keys.count");
        assertThat(client.call(Nodes.lastSaveSeconds())).isPositive();
        assertThat(client.call(Nodes.resetStatistics())).isTrue();
        diagnosis(client);
        clients(client);
        assertThat(client.call(Nodes.flushAll())).isTrue();
    }

    private static void diagnosis(CairnClient client) {
        client.call(Nodes.configure("slowlog-log-slower-than", "0"));
        client.call(Strings.get("generic"));
        client.call(Nodes.configure("slowlog-log-slower-than", "-1"));
        assertThat(client.call(SlowCommands.count())).isPositive();
        assertThat(client.call(SlowCommands.latest(-1)))
                .anySatisfy(slow -> assertThat(slow.words()).containsExactly("GET", "generic"));
        assertThat(client.call(SlowCommands.forget())).isTrue();
        assertThat(client.call(SlowCommands.count())).isZero();
        client.call(Nodes.configure("latency-monitor-threshold", "1"));
        client.call("DEBUG", "SLEEP", "0.005");
        assertThat(client.call(Latencies.latest()))
                .anySatisfy(
                        latest -> {
                            assertThat(latest.event()).isEqualTo("command");
                            assertThat(latest.most()).isGreaterThanOrEqualTo(latest.last().took());
                        });
        assertThat(client.call(Latencies.history("command"))).isNotEmpty();
        assertThat(client.call(Latencies.histograms("get"))).containsKey("get");
        assertThat(client.call(Latencies.advice())).isNotBlank();
        assertThat(client.call(Latencies.forget())).isEqualTo(1);
        assertThat(client.call(Commands.count())).isGreaterThan(100);
        assertThat(client.call(Commands.names())).contains("get");
        assertThat(client.call(Commands.matching("hincr*"))).hasSize(2);
        assertThat(client.call(Commands.docs("get")).get("get")).containsKey("summary");
        assertThat(client.call(Commands.keys("MSET", "a", "1", "b", "2")))
                .containsExactly("a", "b");
    }

    private static void clients(CairnClient client) {
        try (Session session = client.session("t")) {
            assertThat(session.call(Clients.name())).isEmpty();
            assertThat(session.call(Clients.rename("me"))).isTrue();
            assertThat(session.call(Clients.name())).contains("me");
            assertThat(session.call(Clients.own())).contains("name=me");
            assertThat(session.call(Nodes.waitFor(0, 1))).isZero();
            assertThat(client.call(Clients.all())).contains("name=me");
            assertThat(client.call(Clients.unblock(session.call(Clients.id())))).isFalse();
            assertThat(client.call(Clients.pause(Duration.ofMillis(1), true))).isTrue();
            assertThat(client.call(Clients.unpause())).isTrue();
            assertThat(session.call(Clients.reset())).isTrue();
            assertThat(client.call(Clients.kill(session.call(Clients.id())))).isTrue();
        }
        assertThat(client.call(Clients.kill(1_000_000))).isFalse();
    }

    @Test
    void authenticates() throws IOException {
        try (var redis = RealRedis.start("--requirepass", "secret")) {
            var settings = ClientSettings.of(redis.address());
            try (var client = CairnClient.connect(settings.withCredentials("default", "secret"))) {
                assertThat(client.call(Nodes.ping())).isEqualTo("PONG");
            }
            assertThatThrownBy(() -> CairnClient.connect(settings)).hasMessageContaining("NOAUTH");
        }
    }

    @Test
    void findsEveryKeyInACluster() throws IOException {
        try (var first = RealRedis.start("--cluster-enabled", "yes");
                var second = RealRedis.start("--cluster-enabled", "yes")) {
            form(first, second);
            try (var client = CairnClient.connect(ClientSettings.of(second.address()))) {
                assertThat(client.nodes()).hasSize(2);
                shards(client, first.address());
                var futures = new ArrayList<CompletableFuture<Boolean>>();
                for (int i = 0; i < 5_000; i++) {
                    futures.add(client.send(Strings.set("key:" + i, "v" + i)));
                }
                futures.forEach(CompletableFuture::join);
                assertThat(client.callEveryNode(Nodes.size()).values())
                        .allMatch(size -> size > 1_000)
                        .satisfies(
                                all ->
                                        assertThat(all.stream().mapToLong(n -> n).sum())
                                                .isEqualTo(5_000));
                assertThat(client.call(Strings.mget("key:1", "key:2", "key:3", "no")))
                        .containsExactly(
                                Optional.of("v1"),
                                Optional.of("v2"),
                                Optional.of("v3"),
                                Optional.empty());
                assertThat(client.call("EVAL", "return redis.call('get', KEYS[1])", "1", "key:77"))
                        .isEqualTo(new Reply.Bulk("v77".getBytes(UTF_8)));
                assertThat(client.call(Keys.delete("key:1", "key:2", "key:3", "no"))).isEqualTo(3);
            }
        }
    }

    private static void shards(CairnClient client, Address low) {
        for (var asked : List.of(Shards.all(), Shards.slots())) {
            List<Shards.Share> shares = client.call(asked);
            assertThat(shares).hasSize(2);
            assertThat(shares)
                    .anySatisfy(
                            share -> {
                                assertThat(share.slots()).containsExactly(new SlotRange(0, 8191));
                                Shards.Holder holder = share.holders().get(0);
                                assertThat(holder.port()).isEqualTo(low.port());
                                assertThat(holder.isPrimary() && holder.isOnline()).isTrue();
                            });
        }
    }

    private static void form(RealRedis first, RealRedis second) {
        try (var low = new Direct(first);
                var high = new Direct(second)) {
            low.call(Call.of("CLUSTER ADDSLOTSRANGE", 0, 8191));
            high.call(Call.of("CLUSTER ADDSLOTSRANGE", 8192, 16383));
            high.call(Call.of("CLUSTER SET-CONFIG-EPOCH", 2));
            low.call(Call.of("CLUSTER MEET", "127.0.0.1", second.address().port()));
            low.awaitWholeCluster();
            high.awaitWholeCluster();
        }
    }

    /** A session to a server that is no cluster yet. */
    private static final class Direct implements AutoCloseable {
        private final Session session;

        private Direct(RealRedis redis) {
            session = Session.open(ClientSettings.of(redis.address()));
        }

        private void call(Call call) {
            assertThat(session.call(call)).isEqualTo(new Reply.Simple("OK"));
        }

        private void awaitWholeCluster() {
            while (!session.call(Nodes.clusterReport()).contains("cluster_state:ok")
                    || new SlotRange(0, 16383).size() != slotsSeen()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }

        private int slotsSeen() {
            int seen = 0;
            for (String line : session.call(Nodes.clusterNodes()).split("\n")) {
                String[] words = line.split(" ", -1);
                for (int i = 8; i < words.length; i++) {
                    String[] ends = words[i].trim().split("-", -1);
                    seen += Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1;
                }
            }
            return seen;
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
