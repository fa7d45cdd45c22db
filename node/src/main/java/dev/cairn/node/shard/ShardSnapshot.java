package dev.cairn.node.shard;

import dev.cairn.node.memory.Memory;
import dev.cairn.node.memory.Slabs;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.store.Database;
import dev.cairn.node.store.Entry;
import dev.cairn.node.store.SnapshotWalk;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * All data of a shard as it was at one moment, as records whose effects rebuild it, while the shard
 * goes on changing. Belongs to whoever is inside the shard; must be walked to its end.
 *
 * <p>Records are cut at {@link #PIECE_BYTES}, a hash into as many as it takes. What a change forces
 * the snapshot to take before anybody wants it waits off-heap.
 */
public final class ShardSnapshot {

    private static final Slice SET = Slice.copyOf("SET");
    private static final Slice PXAT = Slice.copyOf("PXAT");
    private static final Slice HSET = Slice.copyOf("HSET");
    private static final Slice HPEXPIREAT = Slice.copyOf("HPEXPIREAT");
    private static final Slice FIELDS = Slice.copyOf("FIELDS");
    private static final Slice ONE = Slice.copyOf("1");
    private static final Slice PEXPIREAT = Slice.copyOf("PEXPIREAT");

    private static final int PIECE_BYTES = 64 << 10;
    private static final int ENTRIES_PER_STEP = 32;

    private final Slabs slabs;
    private final long nowMillis;
    private final Effects effects = new Effects();
    private final ArrayDeque<Parked> parked = new ArrayDeque<>();
    private final List<SnapshotWalk> walks = new ArrayList<>();
    private int current;
    private long count;

    /** The hash whose fields the last effect sets, as long as more can be added to it. */
    private @Nullable Entry open;

    /** A record that waits off-heap. */
    private record Parked(long block, int bytes) {}

    ShardSnapshot(@Nullable Database[] databases, Slabs slabs, long nowMillis) {
        this.slabs = slabs;
        this.nowMillis = nowMillis;
        for (int db = 0; db < databases.length; db++) {
            Database database = databases[db];
            if (database != null) {
                walks.add(database.snapshot(new Taker(db)));
            }
        }
    }

    /** The next record; null when all is said. */
    public byte @Nullable [] next() {
        while (parked.isEmpty() && current < walks.size()) {
            walk();
        }
        if (!parked.isEmpty()) {
            return unpark();
        }
        return effects.isEmpty() ? null : effects.take();
    }

    /** Effects in the records so far. */
    public long effects() {
        return count;
    }

    /** Nobody wants the rest: walks on to the end for nothing. */
    public void abandon() {
        walks.forEach(SnapshotWalk::abandon);
        while (current < walks.size()) {
            walk();
        }
        for (Parked record; (record = parked.poll()) != null; ) {
            slabs.free(record.block, record.bytes);
        }
    }

    private void walk() {
        if (!walks.get(current).step(ENTRIES_PER_STEP)) {
            current++;
        }
    }

    private void park() {
        byte[] record = effects.take();
        long block = slabs.allocate(record.length);
        Memory.copy(record, 0, block, record.length);
        parked.add(new Parked(block, record.length));
    }

    private byte[] unpark() {
        Parked next = parked.remove();
        var record = new byte[next.bytes];
        Memory.copy(next.block, record, 0, next.bytes);
        slabs.free(next.block, next.bytes);
        return record;
    }

    /** Writes the effects that rebuild the entries of one database. */
    private final class Taker implements SnapshotWalk.Sink {
        private final int db;

        private Taker(int db) {
            this.db = db;
        }

        @Override
        public void string(Entry entry) {
            close();
            long expireAt = entry.expireAtMillis();
            begin(expireAt == Entry.NO_EXPIRY ? 3 : 5, SET, entry);
            effects.argument(entry.value());
            if (expireAt != Entry.NO_EXPIRY) {
                effects.argument(PXAT);
                effects.argument(digits(expireAt));
            }
            cut();
        }

        @Override
        public void field(Entry hash, Slice field, Slice value, long expireAtMillis) {
            if (expireAtMillis != Entry.NO_EXPIRY) {
                expiring(hash, field, value, expireAtMillis);
                return;
            }
            if (!hash.equals(open)) {
                close();
                effects.beginOpen(nowMillis, db);
                count++;
                effects.argument(HSET);
                effects.argument(hash.key());
                open = hash;
            }
            effects.argument(field);
            effects.argument(value);
            cut();
        }

        private void expiring(Entry hash, Slice field, Slice value, long expireAtMillis) {
            close();
            begin(4, HSET, hash);
            effects.argument(field);
            effects.argument(value);
            begin(6, HPEXPIREAT, hash);
            effects.argument(digits(expireAtMillis));
            effects.argument(FIELDS);
            effects.argument(ONE);
            effects.argument(field);
            cut();
        }

        @Override
        public void end(Entry hash) {
            close();
            if (hash.expireAtMillis() != Entry.NO_EXPIRY) {
                begin(3, PEXPIREAT, hash);
                effects.argument(digits(hash.expireAtMillis()));
                cut();
            }
        }

        private void begin(int argc, Slice verb, Entry entry) {
            effects.begin(nowMillis, db, argc);
            count++;
            effects.argument(verb);
            effects.argument(entry.key());
        }
    }

    private void close() {
        if (open != null) {
            effects.endOpen();
            open = null;
        }
    }

    private void cut() {
        if (effects.length() >= PIECE_BYTES) {
            close();
            park();
        }
    }

    private static byte[] digits(long number) {
        return Long.toString(number).getBytes(StandardCharsets.ISO_8859_1);
    }
}
