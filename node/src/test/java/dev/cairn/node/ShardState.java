package dev.cairn.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.cairn.node.config.Settings;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.metrics.Counters;
import dev.cairn.node.rdb.Dump;
import dev.cairn.node.rdb.DumpStream;
import dev.cairn.node.rdb.Malformed;
import dev.cairn.node.shard.Keyspace;
import dev.cairn.node.shard.Shards;
import dev.cairn.node.shard.Visit;
import dev.cairn.node.store.Entry;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that the only shard holds, in words: each key with its type, its value, and its expiry to the
 * millisecond, what has expired and is not yet removed included.
 */
final class ShardState {

    private final Shards shards;
    private final Visit visit;

    ShardState(Shards shards, Settings settings) {
        this.shards = shards;
        this.visit = new Visit(shards, settings, new Counters().open());
    }

    /** The state by now, by database and key. */
    Map<String, String> read() {
        var state = new TreeMap<String, String>();
        visit.begin(shards.at(0), Visit.Purpose.APPLY, 0);
        for (int db = 0; db < Keyspace.DATABASES; db++) {
            Keyspace keyspace = visit.keyspace(db);
            long cursor = 0;
            do {
                cursor = keyspace.scan(cursor, 1_000, entry -> add(keyspace, entry, state));
            } while (cursor != 0);
        }
        visit.end();
        return state;
    }

    private static void add(Keyspace keyspace, Entry entry, Map<String, String> state) {
        String key = keyspace.db() + "/" + new String(entry.key().toBytes(), ISO_8859_1);
        String value = entry.expireAtMillis() + " " + entry.type() + " ";
        switch (valueOf(keyspace, entry)) {
            case Dump.Text text -> value += new String(text.bytes(), ISO_8859_1);
            case Dump.Hash hash -> value += fields(hash);
        }
        state.put(key, value);
    }

    private static Dump.Value valueOf(Keyspace keyspace, Entry entry) {
        var dumped = new ByteArrayOutputStream();
        keyspace.dump(
                entry,
                new DumpStream.Sink() {
                    @Override
                    public void take(byte[] bytes) {
                        dumped.writeBytes(bytes);
                    }

                    @Override
                    public void take(Slice bytes) {
                        dumped.writeBytes(bytes.toBytes());
                    }
                });
        try {
            return Dump.read(dumped.toByteArray());
        } catch (Malformed e) {
            throw new AssertionError("what was dumped cannot be read", e);
        }
    }

    private static String fields(Dump.Hash hash) {
        var fields = new TreeMap<String, String>();
        for (Dump.Field field : hash.fields()) {
            fields.put(
                    new String(field.name(), ISO_8859_1),
                    new String(field.value(), ISO_8859_1) + " " + field.expireAtMillis());
        }
        return fields.toString();
    }
}
