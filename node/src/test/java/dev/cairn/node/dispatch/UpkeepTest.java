package dev.cairn.node.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.cairn.node.acl.Users;
import dev.cairn.node.config.Settings;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.metrics.CommandCounters;
import dev.cairn.node.metrics.Counters;
import dev.cairn.node.session.Link;
import dev.cairn.node.session.NodeServices;
import dev.cairn.node.session.Session;
import dev.cairn.node.session.Sessions;
import dev.cairn.node.shard.Effect;
import dev.cairn.node.shard.Keyspace;
import dev.cairn.node.shard.Shard;
import dev.cairn.node.shard.Shards;
import dev.cairn.node.shard.Visit;
import dev.cairn.node.store.Entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;

class UpkeepTest {

    private static final Slice KEY = Slice.copyOf("key");
    private static final int MOST_ROUNDS = 1_000;

    private final Shards shards = new Shards(1, Runnable::run);
    private final Lanes lanes =
            new Lanes(shards, new Settings(), new Counters(), new CommandCounters(1));
    private final Routes routes = new Routes(shards);
    private final Paused paused = new Paused(new Sessions());
    private final Upkeep upkeep = new Upkeep(new Settings(), shards, lanes, routes, paused);

    @Test
    void aChoreThatFailsIsNotTheEndOfAll() {
        NodeServices node = only(NodeServices.class, "users", new Users(new Settings()));
        var session = new Session(1, node, only(Link.class, "", ""), 0);
        Client failing = only(Client.class, "session", session);
        paused.add(false, failing, () -> {});
        assertThatCode(upkeep::round).doesNotThrowAnyException();
    }

    /** Answers one question, and fails at all others. */
    private static <T> T only(Class<T> type, String question, Object answer) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (_, method, _) -> {
                            if (method.getName().equals(question)) {
                                return answer;
                            }
                            throw new StackOverflowError("planted");
                        }));
    }

    @Test
    void effortIsAShareOfTheTime() {
        assertThat(Upkeep.roundNanos(10, 1)).isEqualTo(Duration.ofMillis(25).toNanos());
        assertThat(Upkeep.roundNanos(10, 10)).isEqualTo(Duration.ofMillis(43).toNanos());
        assertThat(Upkeep.roundNanos(100, 1)).isEqualTo(Duration.ofNanos(2_500_000).toNanos());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 30_000})
    void fieldsWhoseTimeIsOverGoAndWithTheLastOneTheKey(int fields) {
        change(
                ks -> {
                    fill(ks, KEY, fields, 1);
                    fill(ks, Slice.copyOf("stays"), fields, 1);
                    ks.findOrCreateHash(Slice.copyOf("stays")).put(KEY, KEY, Entry.NO_EXPIRY);
                });
        rounds(ks -> ks.size() == 1 && ks.findOrCreateHash(Slice.copyOf("stays")).size() == 1);
        change(ks -> assertThat(ks.peek(KEY)).isNull());
    }

    @Test
    void aReplicaFreesWhatIsRemovedButRemovesNothingItself() {
        long empty = shards.at(0).usedBytes();
        change(ks -> fill(ks, KEY, 10_000, Entry.NO_EXPIRY));
        change(ks -> ks.clear(Effect.of("FLUSHDB")));
        change(ks -> fill(ks, KEY, 3, 1));
        routes.follow(Routing.NONE);
        for (int i = 0; i < MOST_ROUNDS && shards.at(0).usedBytes() > empty + 10_000; i++) {
            upkeep.round();
        }
        assertThat(shards.at(0).usedBytes()).isLessThan(empty + 10_000);
        change(ks -> assertThat(ks.findOrCreateHash(KEY).size()).isEqualTo(3));
    }

    private static void fill(Keyspace ks, Slice key, int fields, long expireAt) {
        for (int i = 0; i < fields; i++) {
            ks.findOrCreateHash(key).put(Slice.copyOf("f" + i), KEY, expireAt);
        }
    }

    private void rounds(Predicate<Keyspace> done) {
        var reached = new boolean[1];
        for (int i = 0; i < MOST_ROUNDS && !reached[0]; i++) {
            upkeep.round();
            change(ks -> reached[0] = done.test(ks));
        }
        assertThat(reached[0]).isTrue();
    }

    private void change(Consumer<Keyspace> change) {
        Shard shard = shards.at(0);
        Visit visit = lanes.here().visit;
        visit.begin(shard, Visit.Purpose.SERVE, System.currentTimeMillis());
        change.accept(visit.keyspace(0));
        visit.end();
    }
}
