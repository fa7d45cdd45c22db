package dev.cairn.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.memory.Memory;
import dev.cairn.node.memory.Pages;
import dev.cairn.node.memory.Slabs;
import dev.cairn.node.memory.Slice;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.LongPredicate;

/** The table of records under keys that are chosen to be unkind to it. */
final class TableTest {
    private final Slabs slabs = new Slabs(new Pages());
    private final Table table = new Table(slabs);
    private final Map<String, Long> records = new HashMap<>();

    @Test
    void keysOfOnePrefixSplitDeeplyAndMergeAgain() {
        var keys = keys(6_000, hash -> hash >>> 54 == 0x155);
        keys.forEach(this::add);
        compare();
        Collections.shuffle(keys, new Random(1));
        for (var key : keys.subList(0, 5_000)) {
            remove(key);
        }
        compare();
        keys.subList(0, 5_000).forEach(this::add);
        compare();
        keys.forEach(this::remove);
        assertThat(slabs.usedBytes()).isZero();
    }

    @Test
    void keysOfOneBucketAreHeldBeyondItsReach() {
        var keys = keys(700, hash -> (hash & 63) == 63);
        keys.forEach(this::add);
        compare();
        assertThat(scanned(3)).isEqualTo(records.keySet());
        keys.forEach(this::remove);
        assertThat(slabs.usedBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aScanMissesNoneThatStaysThroughSplitsAndMerges(long seed) {
        var random = new Random(seed);
        var staying = keys(400, hash -> true);
        staying.forEach(this::add);
        var moving = new ArrayList<String>();
        for (int i = 0; i < 5_000; i++) {
            moving.add("moves:" + i);
        }
        var seen = new HashSet<String>();
        long cursor = 0;
        int calls = 0;
        do {
            cursor = table.scan(cursor, 1, record -> seen.add(key(record)));
            if (calls++ % 200 == 0) {
                boolean grows = random.nextBoolean();
                moving.forEach(key -> toggle(key, grows));
            }
        } while (cursor != 0);
        assertThat(seen).containsAll(staying);
        assertThat(calls).isGreaterThan(200);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void drawsEachRecordAboutAsOften(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 700; i++) {
            add("key:" + i);
        }
        var drawn = new HashMap<Long, Integer>();
        for (int i = 0; i < 70_000; i++) {
            drawn.merge(table.random(random), 1, Integer::sum);
        }
        assertThat(drawn).hasSize(700);
        // 100 each: six standard deviations to both sides.
        assertThat(drawn.values()).allMatch(times -> times > 40 && times < 160);
    }

    @Test
    void drainingGivesBackAllOfItInSteps() {
        for (int i = 0; i < 10_000; i++) {
            add("key:" + i);
        }
        int steps = 0;
        while (table.drain(100, this::free)) {
            steps++;
        }
        table.close();
        assertThat(steps).isGreaterThan(15);
        assertThat(slabs.usedBytes()).isZero();
    }

    @Test
    void countsItsOwnBytes() {
        for (int i = 0; i < 50_000; i++) {
            add("key:" + i);
        }
        assertThat(table.memoryUsage()).isEqualTo(slabs.usedBytes());
    }

    private void toggle(String key, boolean on) {
        if (on && !records.containsKey(key)) {
            add(key);
        } else if (!on && records.containsKey(key)) {
            remove(key);
        }
    }

    private void add(String key) {
        var slice = Slice.copyOf(key);
        long record = RecordLayout.create(slabs, slice, 3, Entry.NO_EXPIRY);
        table.add(slice.hash(), record, key.hashCode() % 3 == 0);
        records.put(key, record);
    }

    private void remove(String key) {
        var record = records.remove(key);
        assertThat(record).isNotNull();
        table.remove(Slice.copyOf(key).hash(), record);
        free(record);
    }

    private void free(long record) {
        slabs.free(record, RecordLayout.bytes(record));
    }

    private void compare() {
        assertThat(table.size()).isEqualTo(records.size());
        records.forEach(
                (key, record) -> {
                    var slice = Slice.copyOf(key);
                    assertThat(table.find(slice.hash(), slice)).isEqualTo(record);
                });
        var expiring = new HashSet<String>();
        long cursor = 0;
        do {
            cursor = table.walkExpiring(cursor, record -> expiring.add(key(record)));
        } while (cursor != 0);
        assertThat(expiring).allMatch(key -> key.hashCode() % 3 == 0);
        assertThat(table.expiring()).isEqualTo(expiring.size());
    }

    private Set<String> scanned(int count) {
        var seen = new HashSet<String>();
        long cursor = 0;
        do {
            cursor = table.scan(cursor, count, record -> seen.add(key(record)));
        } while (cursor != 0);
        return seen;
    }

    private static String key(long record) {
        return new Slice(RecordLayout.keyAddress(record), RecordLayout.keyLength(record))
                .toString();
    }

    /** So many keys whose hash is chosen; another choice in each run, as the hash has a secret. */
    private static List<String> keys(int count, LongPredicate chosen) {
        var keys = new ArrayList<String>();
        var scratch = Slice.copyOf("k00000000");
        for (int i = 0; keys.size() < count; i++) {
            for (int digit = 0, rest = i; digit < 8; digit++, rest /= 10) {
                Memory.putByte(scratch.address() + 8 - digit, '0' + rest % 10);
            }
            if (chosen.test(scratch.hash())) {
                keys.add(scratch.toString());
            }
        }
        return keys;
    }
}
