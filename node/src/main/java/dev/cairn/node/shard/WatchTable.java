package dev.cairn.node.shard;

import dev.cairn.node.memory.Slice;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The watched keys of one shard. Belongs to whoever is inside. */
final class WatchTable {

    private final Map<WatchKey, List<Watch>> byKey = new HashMap<>();

    void add(Watch watch) {
        byKey.computeIfAbsent(watch.key(), key -> new ArrayList<>(1)).add(watch);
    }

    void remove(Watch watch) {
        byKey.computeIfPresent(
                watch.key(),
                (key, watches) -> {
                    watches.remove(watch);
                    return watches.isEmpty() ? null : watches;
                });
    }

    boolean isEmpty() {
        return byKey.isEmpty();
    }

    /** A key was changed. */
    void touch(int db, Slice key) {
        if (!byKey.isEmpty()) {
            byKey.getOrDefault(WatchKey.of(db, key), List.of()).forEach(Watch::touch);
        }
    }

    /** A key's time is over: no change for a watch that began when there was no such key. */
    void expire(int db, Slice key) {
        if (!byKey.isEmpty()) {
            byKey.getOrDefault(WatchKey.of(db, key), List.of()).stream()
                    .filter(Watch::wasPresent)
                    .forEach(Watch::touch);
        }
    }

    /** All keys of a database were replaced at once, by those that {@code next} says of. */
    void touchAll(int db, Predicate<Slice> next) {
        byKey.forEach(
                (key, watches) -> {
                    if (key.db() == db) {
                        boolean appears = next.test(Slice.copyOf(key.bytes()));
                        watches.stream()
                                .filter(watch -> appears || watch.wasPresent())
                                .forEach(Watch::touch);
                    }
                });
    }

    /** The shard is no longer served: no watched key can be trusted. */
    void touchAll() {
        byKey.values().forEach(watches -> watches.forEach(Watch::touch));
    }
}
