package dev.cairn.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.memory.Pages;
import dev.cairn.node.memory.Slabs;
import dev.cairn.node.memory.Slice;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

final class HashValueTest {
    private record Held(String value, long expireAt) {}

    private final Slabs slabs = new Slabs(new Pages());
    private final Database database = new Database(slabs);
    private final Slice key = Slice.copyOf("key");

    @ParameterizedTest
    @ValueSource(ints = {3, 100, 10_000})
    void holdsWhatAMapHolds(int fields) {
        long empty = slabs.usedBytes();
        var random = new Random(fields);
        var model = new HashMap<String, Held>();
        var hash = database.hash(database.createHash(key, key.hash()), HashLimits.DEFAULT);
        for (int step = 0; step < 100_000; step++) {
            act(random, fields, hash, model);
            hash = reopened();
        }
        assertThat(content(hash)).isEqualTo(model);
        assertThat(hash.size()).isEqualTo(model.size());
        assertThat(scanned(hash)).isEqualTo(model);
        database.remove(reopened().entry());
        while (database.reclaim(100)) {
            assertThat(database.size()).isZero();
        }
        assertThat(slabs.usedBytes()).isEqualTo(empty);
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 2_000, 40_000})
    void removesTheFieldsWhoseTimeHasCome(int fields) {
        var random = new Random(fields);
        var model = new HashMap<String, Held>();
        var hash = database.hash(database.createHash(key, key.hash()), HashLimits.DEFAULT);
        put(hash, "stays", "v");
        model.put("stays", new Held("v", Entry.NO_EXPIRY));
        for (long now = 0; now < 1_200; now += 1 + random.nextInt(60)) {
            for (int i = 0; now < 1_000 && i < Math.max(200, fields / 20); i++) {
                act(random, fields, hash, model);
                hash = reopened();
            }
            long time = now;
            var gone = new HashMap<String, Held>();
            var due = new HashMap<>(model);
            due.values().removeIf(h -> h.expireAt() == Entry.NO_EXPIRY || h.expireAt() > time);
            long removed = 0;
            while (hash.soonestExpiryMillis() <= now) {
                removed +=
                        hash.removeExpired(
                                now,
                                (f, v, at) -> gone.put(f.toString(), new Held(v.toString(), at)));
                hash = reopened();
            }
            assertThat(gone).isEqualTo(due);
            assertThat(removed).isEqualTo(due.size());
            model.keySet().removeAll(due.keySet());
            assertThat(content(hash)).isEqualTo(model);
            assertThat(hash.soonestExpiryMillis()).isGreaterThan(now);
        }
        assertThat(hash.hasExpiringFields()).isFalse();
        assertThat(database.expiringKeys()).isZero();
    }

    @Test
    void leavesThePackedFormByCountAndByLength() {
        var hash = database.hash(database.createHash(key, key.hash()), new HashLimits(3, 10));
        put(hash, "a", "1");
        put(hash, "b", "2");
        put(hash, "c", "0123456789");
        put(hash, "a", "again");
        assertThat(hash.entry().encoding()).isEqualTo(Encoding.LISTPACK);
        put(hash, "d", "4");
        assertThat(hash.entry().encoding()).isEqualTo(Encoding.HASHTABLE);
        assertThat(String.valueOf(hash.get(Slice.copyOf("a")))).isEqualTo("again");
        assertThat(hash.size()).isEqualTo(4);
    }

    @Test
    void aSnapshotHoldsTheHashAsItWas() {
        var hash = database.hash(database.createHash(key, key.hash()), HashLimits.DEFAULT);
        put(hash, "a", "1");
        var taken = new Taken();
        var walk = database.snapshot(taken);
        put(hash, "a", "2");
        put(hash, "b", "3");
        while (walk.step(10)) {
            put(hash, "c", "4");
        }
        assertThat(taken.hashes()).isEqualTo(Map.of("key", Map.of("a", Taken.held("1", -1))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 60})
    void aSnapshotHoldsALargeHashAsItWasWhereverItChanges(int stepsBefore) {
        var hash = database.hash(database.createHash(key, key.hash()), HashLimits.DEFAULT);
        var then = new HashMap<String, String>();
        for (int i = 0; i < 2_000; i++) {
            put(hash, "f" + i, "v" + i);
            then.put("f" + i, Taken.held("v" + i, -1));
        }
        var taken = new Taken();
        var walk = database.snapshot(taken);
        for (int i = 0; i < stepsBefore; i++) {
            walk.step(30);
        }
        for (int i = 0; i < 2_000; i += 3) {
            put(hash, "f" + i, "changed");
            hash.remove(Slice.copyOf("f" + (i + 1)));
            put(hash, "new" + i, "v");
        }
        while (walk.step(30)) {
            put(hash, "f0", "changed");
        }
        assertThat(taken.hashes()).isEqualTo(Map.of("key", then));
        assertThat(taken.ends()).isEqualTo(Map.of("key", 1));
    }

    @Test
    void aSnapshotTakesALargeHashInSteps() {
        var hash = database.hash(database.createHash(key, key.hash()), HashLimits.DEFAULT);
        for (int i = 0; i < 2_000; i++) {
            put(hash, "f" + i, "v" + i);
        }
        var taken = new Taken();
        var walk = database.snapshot(taken);
        walk.step(30);
        walk.step(30);
        assertThat(taken.hashes().get("key")).hasSizeBetween(30, 100);
        walk.abandon();
        while (walk.step(30)) {
            assertThat(taken.ends()).isEmpty();
        }
        assertThat(taken.hashes().get("key")).hasSizeBetween(30, 100);
        var again = new Taken();
        var second = database.snapshot(again);
        while (second.step(1_000)) {
            assertThat(again.strings()).isEmpty();
        }
        assertThat(again.hashes().get("key")).hasSize(2_000);
    }

    @Test
    void leavesThePackedFormBeforeItGetsTooLong() {
        var limits = new HashLimits(Integer.MAX_VALUE, Integer.MAX_VALUE);
        var hash = database.hash(database.createHash(key, key.hash()), limits);
        String value = "v".repeat(30_000);
        for (int i = 0; i < 30; i++) {
            put(hash, "f" + i, value);
        }
        assertThat(hash.entry().encoding()).isEqualTo(Encoding.LISTPACK);
        for (int i = 30; i < 60; i++) {
            put(hash, "f" + i, value);
        }
        assertThat(hash.entry().encoding()).isEqualTo(Encoding.HASHTABLE);
        assertThat(hash.size()).isEqualTo(60);
        assertThat(String.valueOf(hash.get(Slice.copyOf("f7")))).isEqualTo(value);
    }

    @Test
    void aCopySharesNothingWithItsSource() {
        var hash = database.hash(database.createHash(key, key.hash()), HashLimits.DEFAULT);
        for (int i = 0; i < 500; i++) {
            put(hash, "f" + i, "v" + i);
        }
        var target = Slice.copyOf("copy");
        var copy = database.copy(hash.entry(), database, target, target.hash(), HashLimits.DEFAULT);
        database.remove(hash.entry());
        while (database.reclaim(100)) {
            assertThat(database.size()).isEqualTo(1);
        }
        assertThat(database.hash(copy, HashLimits.DEFAULT).size()).isEqualTo(500);
        assertThat(content(database.hash(copy, HashLimits.DEFAULT)))
                .containsEntry("f7", new Held("v7", Entry.NO_EXPIRY));
    }

    private void act(Random random, int fields, HashValue hash, Map<String, Held> model) {
        var name = "f" + random.nextInt(fields);
        var field = Slice.copyOf(name);
        if (random.nextInt(4) == 0 && model.size() != 1) {
            assertThat(hash.remove(field)).isEqualTo(model.remove(name) != null);
            return;
        }
        var value = "v".repeat(random.nextInt(60)) + random.nextInt(100);
        long expireAt = random.nextInt(4) == 0 ? random.nextInt(1_000) : Entry.NO_EXPIRY;
        boolean isNew = hash.put(field, Slice.copyOf(value), expireAt);
        assertThat(isNew).isEqualTo(model.put(name, new Held(value, expireAt)) == null);
        assertThat(String.valueOf(hash.get(field))).isEqualTo(value);
        assertThat(hash.expireAtMillis(field)).isEqualTo(expireAt);
    }

    private HashValue reopened() {
        var entry = database.find(key, key.hash());
        assertThat(entry).isNotNull();
        return database.hash(java.util.Objects.requireNonNull(entry), HashLimits.DEFAULT);
    }

    private static void put(HashValue hash, String field, String value) {
        hash.put(Slice.copyOf(field), Slice.copyOf(value), Entry.NO_EXPIRY);
    }

    private static Map<String, Held> content(HashValue hash) {
        var content = new HashMap<String, Held>();
        hash.forEach((f, v, at) -> content.put(f.toString(), new Held(v.toString(), at)));
        return content;
    }

    private static Map<String, Held> scanned(HashValue hash) {
        var content = new HashMap<String, Held>();
        long cursor = 0;
        do {
            cursor =
                    hash.scan(
                            cursor,
                            7,
                            (f, v, at) -> content.put(f.toString(), new Held(v.toString(), at)));
        } while (cursor != 0);
        return content;
    }
}
