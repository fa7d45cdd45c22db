package dev.cairn.node.store;

import dev.cairn.node.memory.Slice;

import java.util.HashMap;
import java.util.Map;

/** What a snapshot has given: a line for each string, and for each field of a hash. */
final class Taken implements SnapshotWalk.Sink {

    private final Map<String, String> strings = new HashMap<>();
    private final Map<String, Map<String, String>> hashes = new HashMap<>();
    private final Map<String, Integer> ends = new HashMap<>();

    /** Keys of strings, and {@code value@expiry}. */
    Map<String, String> strings() {
        return strings;
    }

    /** Keys of hashes, and of their fields {@code value@expiry}. */
    Map<String, Map<String, String>> hashes() {
        return hashes;
    }

    /** How often each hash was said to be at its end. */
    Map<String, Integer> ends() {
        return ends;
    }

    static String held(Object value, long expireAtMillis) {
        return value + "@" + expireAtMillis;
    }

    @Override
    public void string(Entry entry) {
        strings.put(entry.key().toString(), held(entry.value(), entry.expireAtMillis()));
    }

    @Override
    public void field(Entry hash, Slice field, Slice value, long expireAtMillis) {
        hashes.computeIfAbsent(hash.key().toString(), key -> new HashMap<>())
                .put(field.toString(), held(value, expireAtMillis));
    }

    @Override
    public void end(Entry hash) {
        ends.merge(hash.key().toString(), 1, Integer::sum);
    }
}
