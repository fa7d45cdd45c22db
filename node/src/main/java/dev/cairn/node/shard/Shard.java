package dev.cairn.node.shard;

import dev.cairn.node.memory.Pages;
import dev.cairn.node.memory.Slabs;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.store.Database;
import dev.cairn.node.store.Entry;
import dev.cairn.node.store.Prefetch;
import dev.cairn.node.tracking.CachedKeys;
import dev.cairn.node.tracking.Tracking;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One shard on this node: its databases, the keys that sessions watch or may have cached, its log.
 *
 * <p>Everything but the door belongs to whoever is inside; the figures at the end may be read by
 * anybody and are then a little old.
 */
public final class Shard extends Door {

    private static final int FREED_AT_ONCE = 1_000;

    private final int index;
    private Slabs slabs;
    private final @Nullable Database[] databases = new Database[Keyspace.DATABASES];
    private final AtomicLongArray ttls = new AtomicLongArray(Keyspace.DATABASES);
    private final WatchTable watches = new WatchTable();
    private final CachedKeys cached;
    private @Nullable Recording recording;
    private ShardLog log = ShardLog.NONE;
    private long changes;

    Shard(int index, Pages pages, Executor workers, Tracking tracking) {
        super(workers);
        this.index = index;
        this.slabs = new Slabs(pages);
        this.cached = new CachedKeys(tracking, index);
    }

    /** What a shard keeps as long as its records are wanted. */
    static final class Recording {
        final Effects effects = new Effects();
        final RecentWrites recentWrites;

        Recording(long end) {
            recentWrites = new RecentWrites(end);
        }
    }

    /** The shard's number. */
    public int index() {
        return index;
    }

    /** The log that this shard's changes go to. */
    public ShardLog log() {
        return log;
    }

    /** Changes go to another log from now on; whoever is inside says so. */
    public void log(ShardLog next) {
        log = next;
        recording = next.isRecording() ? new Recording(next.end()) : null;
        watches.touchAll();
        cached.forgetAll();
    }

    /** Clients forget what they have cached of this shard: changes may be missed here. */
    public void forgetCached() {
        cached.forgetAll();
    }

    /** Tells {@code prefetch} of a key of a database that will be looked for. */
    public void announce(int db, Slice key, Prefetch prefetch) {
        Database database = databases[db];
        if (database != null) {
            prefetch.add(database, key.hash());
        }
    }

    /** Takes the data of {@code aside}, which is left with its own, to be discarded. */
    public void adopt(Shard aside) {
        for (int db = 0; db < databases.length; db++) {
            Database old = databases[db];
            databases[db] = aside.databases[db];
            aside.databases[db] = old;
        }
        Slabs old = slabs;
        slabs = aside.slabs;
        aside.slabs = old;
        changes++;
        watches.touchAll();
        cached.forgetAll();
    }

    /** Frees all data, of a shard that nobody is to use again; takes a while if it is much. */
    public void discard() {
        for (int db = 0; db < databases.length; db++) {
            free(databases[db]);
            databases[db] = null;
        }
    }

    private static void free(@Nullable Database database) {
        if (database == null) {
            return;
        }
        database.clear();
        boolean more = true;
        while (more) {
            more = database.reclaim(FREED_AT_ONCE);
        }
    }

    /** Begins a walk through all data as it is now; the last one must have ended. */
    public ShardSnapshot snapshot(long nowMillis) {
        return new ShardSnapshot(databases, slabs, nowMillis);
    }

    /** Begins a watch on a key, which is present or not. */
    public Watch watch(WatchKey key, boolean present) {
        var watch = new Watch(index, key, present);
        watches.add(watch);
        return watch;
    }

    /** Ends a watch that {@link #watch} began. */
    public void unwatch(Watch watch) {
        watches.remove(watch);
    }

    @Nullable Recording recording() {
        return recording;
    }

    WatchTable watches() {
        return watches;
    }

    CachedKeys cached() {
        return cached;
    }

    void countChange() {
        changes++;
    }

    @Nullable Database databaseIfAny(int db) {
        return databases[db];
    }

    Database database(int db) {
        Database database = databases[db];
        if (database == null) {
            database = new Database(slabs);
            databases[db] = database;
        }
        return database;
    }

    void swap(int a, int b, long nowMillis) {
        watches.touchAll(a, key -> has(b, key, nowMillis));
        watches.touchAll(b, key -> has(a, key, nowMillis));
        Database database = databases[a];
        databases[a] = databases[b];
        databases[b] = database;
    }

    private boolean has(int db, Slice key, long nowMillis) {
        Database database = databases[db];
        Entry entry = database == null ? null : database.find(key, key.hash());
        return entry != null && !entry.isExpired(nowMillis);
    }

    // Figures, for anybody.

    /** Whether there may be keys to expire or memory to free. */
    public boolean hasChores() {
        for (int db = 0; db < databases.length; db++) {
            if (databases[db] != null) {
                return true;
            }
        }
        return false;
    }

    /** Keys of a database. */
    public long keys(int db) {
        Database database = databases[db];
        return database == null ? 0 : database.size();
    }

    /** Keys of a database that expire, or hold fields that do. */
    public long expiringKeys(int db) {
        Database database = databases[db];
        return database == null ? 0 : database.expiringKeys();
    }

    /** About how many milliseconds the keys of a database have left that expire. */
    public long averageTtl(int db) {
        return ttls.get(db);
    }

    /** What a walk through a database has found. */
    public void averageTtl(int db, long millis) {
        ttls.set(db, millis);
    }

    /** Bytes of all blocks in use. */
    public long usedBytes() {
        return slabs.usedBytes();
    }

    /** The offset of the last record that this node has made, 0 where another leads. */
    public long logEnd() {
        return log.end();
    }

    /** Changes since the start. */
    public long changes() {
        return changes;
    }

    @Override
    public String toString() {
        return "shard " + index;
    }
}
