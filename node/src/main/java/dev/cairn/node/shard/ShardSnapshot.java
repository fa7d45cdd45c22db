package dev.cairn.node.shard;

import dev.cairn.node.memory.Slice;
import dev.cairn.node.rdb.Dump;
import dev.cairn.node.store.Database;
import dev.cairn.node.store.Entry;
import dev.cairn.node.store.HashLimits;
import dev.cairn.node.store.SnapshotWalk;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * All data of a shard as it was at one moment, as records whose effects rebuild it, while the shard
 * goes on changing. Belongs to whoever is inside the shard; must be walked to its end.
 */
public final class ShardSnapshot {

    private static final Slice SET = Slice.copyOf("SET");
    private static final Slice PXAT = Slice.copyOf("PXAT");
    private static final Slice RESTORE = Slice.copyOf("RESTORE");
    private static final Slice REPLACE = Slice.copyOf("REPLACE");
    private static final Slice ABSTTL = Slice.copyOf("ABSTTL");

    private static final int PIECE_BYTES = 64 << 10;
    private static final int ENTRIES_PER_STEP = 32;

    private final HashLimits limits;
    private final long nowMillis;
    private final Effects effects = new Effects();
    private final List<SnapshotWalk> walks = new ArrayList<>();
    private int current;
    private long entries;
    private boolean abandoned;

    ShardSnapshot(@Nullable Database[] databases, HashLimits limits, long nowMillis) {
        this.limits = limits;
        this.nowMillis = nowMillis;
        for (int db = 0; db < databases.length; db++) {
            Database database = databases[db];
            if (database != null) {
                int number = db;
                walks.add(database.snapshot(entry -> take(database, number, entry)));
            }
        }
    }

    /** The next record; null when all is said. */
    public byte @Nullable [] next() {
        while (current < walks.size() && effects.length() < PIECE_BYTES) {
            if (!walks.get(current).step(ENTRIES_PER_STEP)) {
                current++;
            }
        }
        return effects.isEmpty() ? null : effects.take();
    }

    /** Entries in the records so far. */
    public long entries() {
        return entries;
    }

    /** Nobody wants the rest: walks on to the end for nothing. */
    public void abandon() {
        abandoned = true;
        walks.forEach(SnapshotWalk::abandon);
        while (current < walks.size()) {
            if (!walks.get(current).step(ENTRIES_PER_STEP)) {
                current++;
            }
        }
    }

    private void take(Database database, int db, Entry entry) {
        if (abandoned) {
            return;
        }
        entries++;
        long expireAt = Math.max(0, entry.expireAtMillis());
        switch (Values.of(entry, database, limits)) {
            case Dump.Text text -> string(db, entry.key(), text.bytes(), expireAt);
            case Dump.Hash hash -> {
                effects.begin(nowMillis, db, 6);
                effects.argument(RESTORE);
                effects.argument(entry.key());
                effects.argument(digits(expireAt));
                effects.argument(Dump.write(hash));
                effects.argument(REPLACE);
                effects.argument(ABSTTL);
            }
        }
    }

    private void string(int db, Slice key, byte[] value, long expireAt) {
        effects.begin(nowMillis, db, expireAt == 0 ? 3 : 5);
        effects.argument(SET);
        effects.argument(key);
        effects.argument(value);
        if (expireAt != 0) {
            effects.argument(PXAT);
            effects.argument(digits(expireAt));
        }
    }

    private static byte[] digits(long number) {
        return Long.toString(number).getBytes(StandardCharsets.ISO_8859_1);
    }
}
