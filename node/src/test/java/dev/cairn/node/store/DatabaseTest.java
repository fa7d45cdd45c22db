package dev.cairn.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.memory.Pages;
import dev.cairn.node.memory.Slabs;
import dev.cairn.node.memory.Slice;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/** The database against a map of the JDK: seeded operations, then every key compared. */
final class DatabaseTest {
    private record Held(String value, long expireAt) {}

    private final Slabs slabs = new Slabs(new Pages());
    private final Database database = new Database(slabs);
    private final Map<String, Held> model = new HashMap<>();

    @ParameterizedTest
    @ValueSource(ints = {10, 1_000, 50_000})
    void holdsWhatAMapHolds(int keys) {
        long empty = slabs.usedBytes();
        var random = new Random(keys);
        for (int step = 0; step < 300_000; step++) {
            act(random, keys);
        }
        compare();
        while (!model.isEmpty()) {
            remove(model.keySet().iterator().next());
        }
        assertThat(database.size()).isZero();
        assertThat(database.expiringKeys()).isZero();
        database.clear();
        while (database.reclaim(1_000)) {
            assertThat(database.size()).isZero();
        }
        assertThat(slabs.usedBytes()).isEqualTo(empty);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aScanMissesNoKeyThatStays(long seed) {
        var random = new Random(seed);
        var staying = new HashSet<String>();
        for (int i = 0; i < 3_000; i++) {
            put("stays:" + i, "v", Entry.NO_EXPIRY);
            staying.add("stays:" + i);
        }
        var seen = new HashSet<String>();
        long cursor = 0;
        do {
            cursor = database.scan(cursor, 10, entry -> seen.add(entry.key().toString()));
            for (int i = 0; i < 60; i++) {
                act(random, 40_000);
            }
        } while (cursor != 0);
        assertThat(seen).containsAll(staying);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aSnapshotIsTheStateAtItsBeginning(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 20_000; i++) {
                act(random, 8_000);
            }
            var then = new HashMap<String, String>();
            model.forEach((key, held) -> then.put(key, Taken.held(held.value(), held.expireAt())));
            var taken = new Taken();
            var walk = database.snapshot(taken);
            while (walk.step(50)) {
                for (int i = 0; i < 100; i++) {
                    act(random, 8_000);
                }
            }
            assertThat(taken.strings()).isEqualTo(then);
        }
        compare();
    }

    @Test
    void appendingBytesToALongStringMovesItRarely() {
        var slice = Slice.copyOf("long");
        database.putString(slice, slice.hash(), Slice.copyOf("x".repeat(70_000)), 7);
        int moves = 0;
        for (int length = 70_001; length <= 140_000; length++) {
            var entry = Objects.requireNonNull(database.find(slice, slice.hash()));
            long at = entry.value().address();
            var longer = database.resizeString(entry, length);
            moves += longer.value().address() == at ? 0 : 1;
        }
        var entry = Objects.requireNonNull(database.find(slice, slice.hash()));
        assertThat(entry.value().toString().trim()).isEqualTo("x".repeat(70_000));
        assertThat(entry.value().length()).isEqualTo(140_000);
        assertThat(entry.expireAtMillis()).isEqualTo(7);
        assertThat(moves).isLessThan(12);
        assertThat(slabs.usedBytes()).isLessThan(165_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {5})
    void walksAllExpiringKeysAndNoOthers(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            act(random, 20_000);
        }
        Set<String> seen = new HashSet<>();
        long cursor = 0;
        do {
            cursor = database.walkExpiring(cursor, entry -> seen.add(entry.key().toString()));
        } while (cursor != 0);
        var expiring = new HashSet<String>();
        model.forEach(
                (key, held) -> {
                    if (held.expireAt() != Entry.NO_EXPIRY) {
                        expiring.add(key);
                    }
                });
        assertThat(seen).isEqualTo(expiring);
        assertThat(database.expiringKeys()).isEqualTo(expiring.size());
    }

    private void act(Random random, int keys) {
        var key = "k" + random.nextInt(keys);
        switch (random.nextInt(10)) {
            case 0, 1 -> remove(key);
            case 2 -> expire(key, random.nextBoolean() ? random.nextInt(1_000) : Entry.NO_EXPIRY);
            case 3 -> append(key, "x".repeat(random.nextInt(40)));
            case 4 -> rename(key, "k" + random.nextInt(keys));
            case 5 -> put(key, "long ".repeat(random.nextInt(300)), Entry.NO_EXPIRY);
            default -> {
                long expireAt = random.nextInt(3) == 0 ? random.nextInt(1_000) : Entry.NO_EXPIRY;
                put(key, String.valueOf(random.nextInt()), expireAt);
            }
        }
    }

    private void put(String key, String value, long expireAt) {
        var slice = Slice.copyOf(key);
        database.putString(slice, slice.hash(), Slice.copyOf(value), expireAt);
        model.put(key, new Held(value, expireAt));
    }

    private void remove(String key) {
        var slice = Slice.copyOf(key);
        var entry = database.find(slice, slice.hash());
        assertThat(entry != null).isEqualTo(model.remove(key) != null);
        if (entry != null) {
            database.remove(entry);
        }
    }

    private void expire(String key, long expireAt) {
        var slice = Slice.copyOf(key);
        var entry = database.find(slice, slice.hash());
        if (entry != null) {
            database.expireAt(entry, expireAt);
            model.computeIfPresent(key, (k, held) -> new Held(held.value(), expireAt));
        }
    }

    private void append(String key, String suffix) {
        var slice = Slice.copyOf(key);
        var entry = database.find(slice, slice.hash());
        if (entry != null) {
            int length = entry.value().length();
            var resized = database.resizeString(entry, length + suffix.length());
            database.overwrite(resized, length, Slice.copyOf(suffix));
            model.computeIfPresent(key, (k, h) -> new Held(h.value() + suffix, h.expireAt()));
        }
    }

    private void rename(String from, String to) {
        var source = Slice.copyOf(from);
        var target = Slice.copyOf(to);
        var entry = database.find(source, source.hash());
        if (entry == null || from.equals(to)) {
            return;
        }
        remove(to);
        database.move(entry, database, target, target.hash());
        var held = model.remove(from);
        if (held != null) {
            model.put(to, held);
        }
    }

    private void compare() {
        assertThat(database.size()).isEqualTo(model.size());
        var found = new HashMap<String, Held>();
        long cursor = 0;
        do {
            cursor = database.scan(cursor, 100, entry -> take(entry, found));
        } while (cursor != 0);
        assertThat(found).isEqualTo(model);
        for (var key : model.keySet()) {
            var slice = Slice.copyOf(key);
            assertThat(database.find(slice, slice.hash())).isNotNull();
        }
    }

    private static void take(Entry entry, Map<String, Held> into) {
        into.put(
                entry.key().toString(), new Held(entry.value().toString(), entry.expireAtMillis()));
    }
}
