package dev.cairn.node.shard;

import dev.cairn.node.config.Settings;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.rdb.DumpStream;
import dev.cairn.node.store.Database;
import dev.cairn.node.store.Entry;
import dev.cairn.node.store.HashValue;
import dev.cairn.node.store.Type;
import dev.cairn.node.tracking.Tracker;
import dev.cairn.protocol.resp.Refusal;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The data of one numbered database inside the entered shards, lent to a command's handler for as
 * long as it runs.
 *
 * <p>Looking up and writing is one thing; saying that something has changed is another, and is said
 * once for each key by {@code changed}: all chores follow from it. An {@link Entry} is valid until
 * its key is next written or removed.
 */
public final class Keyspace {

    /** How many numbered databases there may be. */
    public static final int DATABASES = 16;

    private static final Effect DEL = Effect.of("DEL");
    private static final Effect HDEL = Effect.of("HDEL");

    private final Visit visit;
    private final int db;

    Keyspace(Visit visit, int db) {
        this.visit = visit;
        this.db = db;
    }

    /** The number of this database. */
    public int db() {
        return db;
    }

    /** Another database of the same shards. */
    public Keyspace in(int otherDb) {
        return visit.sibling(otherDb);
    }

    /** The time of the command, which does not pass while it runs. */
    public long nowMillis() {
        return visit.nowMillis();
    }

    /** Whether a record of the primary is being applied: what it says holds, whatever the clock. */
    public boolean isApplying() {
        return visit.purpose() == Visit.Purpose.APPLY;
    }

    // Looking up.

    /** The entry of {@code key}, which counts as a use of it. */
    public @Nullable Entry find(Slice key) {
        Entry entry = peek(key);
        visit.looked(entry != null);
        if (entry != null && visit.isTouching()) {
            entry.accessedAt(nowMillis());
        }
        return entry;
    }

    /** The entry of {@code key}, which must be of this type if there is one. */
    public @Nullable Entry find(Slice key, Type type) {
        Entry entry = find(key);
        if (entry != null && entry.type() != type) {
            throw Refusal.WRONG_TYPE.refused();
        }
        return entry;
    }

    /** The entry of {@code key}, without counting as a use of it: for TTL, TYPE, OBJECT. */
    public @Nullable Entry peek(Slice key) {
        Shard shard = visit.shardOf(key);
        long hash = key.hash();
        visit.read(shard, hash);
        Database database = shard.databaseIfAny(db);
        Entry entry = database == null ? null : database.find(key, hash);
        if (entry == null || !entry.isExpired(nowMillis())) {
            return entry;
        }
        return expired(shard, key, entry);
    }

    /** The fields of the hash under {@code key}, or null; a wrong type is refused. */
    public @Nullable HashValue hash(Slice key) {
        Entry entry = find(key, Type.HASH);
        return entry == null ? null : hash(entry);
    }

    /** The fields of a hash; to be asked for again after its key was written by another way. */
    public HashValue hash(Entry entry) {
        return databaseOf(entry).hash(entry, visit.hashLimits());
    }

    /** Writes the whole value under a key as Redis serializes it. */
    public void dump(Entry entry, DumpStream.Sink sink) {
        switch (entry.type()) {
            case STRING -> new DumpStream(sink).text(entry.value());
            case HASH -> {
                if (Values.isPacked(entry)) {
                    Values.packed(hash(entry), sink);
                } else {
                    Values.large(hash(entry), sink);
                }
            }
        }
    }

    /** Bytes that this key takes. */
    public long memoryUsage(Entry entry) {
        return databaseOf(entry).memoryUsage(entry);
    }

    /** The settings of the node. */
    public Settings settings() {
        return visit.settings();
    }

    // Writing. Nothing here is a change before changed() says so.

    /**
     * Sets a key to a string, whatever it held before.
     *
     * @param expireAtMillis absolute, or {@link Entry#NO_EXPIRY}
     */
    public Entry putString(Slice key, Slice value, long expireAtMillis) {
        Database database = visit.shardOf(key).database(db);
        Entry entry = database.putString(key, key.hash(), value, expireAtMillis);
        entry.accessedAt(nowMillis());
        return entry;
    }

    /** Sets a key to a string with the expiry that the key has, if it has one. */
    public Entry putStringKeepingTtl(Slice key, Slice value) {
        Entry old = peek(key);
        return putString(key, value, old == null ? Entry.NO_EXPIRY : old.expireAtMillis());
    }

    /** Writes a part of the string under {@code key}, which grows with zeros if it is too short. */
    public void writeString(Slice key, int offset, Slice part) {
        Database database = visit.shardOf(key).database(db);
        Entry entry = existing(key);
        int end = Math.addExact(offset, part.length());
        if (end > entry.value().length()) {
            entry = database.resizeString(entry, end);
        }
        database.overwrite(entry, offset, part);
    }

    /** The hash under {@code key}, made if there is none; a wrong type is refused. */
    public HashValue findOrCreateHash(Slice key) {
        Entry entry = find(key, Type.HASH);
        Database database = visit.shardOf(key).database(db);
        if (entry == null) {
            entry = database.createHash(key, key.hash());
            entry.accessedAt(nowMillis());
        }
        return database.hash(entry, visit.hashLimits());
    }

    /** Sets or changes the expiry of a key that is there. */
    public void setExpire(Slice key, long millis) {
        Entry entry = existing(key);
        databaseOf(entry).expireAt(entry, millis);
    }

    /** Takes away the expiry of a key that is there. */
    public void persist(Slice key) {
        setExpire(key, Entry.NO_EXPIRY);
    }

    /** Removes a key, if it is there; whether it was. */
    public boolean remove(Slice key) {
        Entry entry = peek(key);
        if (entry != null) {
            databaseOf(entry).remove(entry);
        }
        return entry != null;
    }

    /** Removes an entry. */
    public void remove(Entry entry) {
        databaseOf(entry).remove(entry);
    }

    /**
     * Writes a copy of a value, with its expiry, to a key that is not there, here or in another
     * database.
     */
    public Entry copy(Entry from, Keyspace target, Slice key) {
        Database into = visit.shardOf(key).database(target.db);
        return databaseOf(from).copy(from, into, key, key.hash(), visit.hashLimits());
    }

    /** Moves a value, with its expiry, to a key that is not there, here or in another database. */
    public void move(Entry from, Keyspace target, Slice key) {
        if (visit.shardOf(from.key()).equals(visit.shardOf(key))) {
            Database into = visit.shardOf(key).database(target.db);
            databaseOf(from).move(from, into, key, key.hash());
        } else {
            copy(from, target, key);
            remove(from);
        }
    }

    // Saying what changed.

    /** Something under {@code key} changed, and the command as received brings it about again. */
    public void changed(Slice key) {
        Shard shard = chores(key);
        if (shard.recording() != null) {
            visit.verbatim(shard, db, key.hash());
        }
    }

    /** Something under {@code key} changed, and {@code verb key arguments...} brings it about. */
    public void changed(Slice key, Effect verb, Slice... arguments) {
        visit.effect(chores(key), db, verb, key, arguments);
    }

    private Shard chores(Slice key) {
        Shard shard = visit.shardOf(key);
        shard.countChange();
        shard.watches().touch(db, key);
        if (visit.isTracked()) {
            shard.cached().changed(key, visit.client());
        }
        return shard;
    }

    /** A client was told of {@code key} and may cache it: it is to hear when that changes. */
    public void cached(Slice key, Tracker tracker) {
        visit.shardOf(key).cached().note(key, tracker);
    }

    // The whole database, in the entered shards.

    /** How many keys there are, those not yet removed though their time is over included. */
    public long size() {
        Shard shard = visit.only();
        if (shard != null) {
            visit.readAll(shard);
            return shard.keys(db);
        }
        return held().mapToLong(each -> each.keys(db)).sum();
    }

    /** Visits about {@code count} keys of the one shard; the next cursor, 0 at the end. */
    public long scan(long cursor, long count, Database.Visitor visitor) {
        Shard shard = Objects.requireNonNull(visit.only());
        visit.readAll(shard);
        Database database = shard.databaseIfAny(db);
        if (database == null) {
            return 0;
        }
        return database.scan(cursor, count, entry -> visitUnexpired(entry, visitor));
    }

    /** A key of the one shard chosen evenly, whose time may be over, or null if there is none. */
    public @Nullable Entry random(RandomGenerator random) {
        Shard shard = Objects.requireNonNull(visit.only());
        visit.readAll(shard);
        Database database = shard.databaseIfAny(db);
        return database == null ? null : database.random(random);
    }

    /**
     * Removes keys of a piece of the one shard, and fields of hashes, whose time is over.
     *
     * @param left told of the milliseconds that each of the others has left
     * @return where to go on; 0 when the whole shard has been looked through
     */
    public long expireSome(long cursor, LongConsumer left) {
        Shard shard = Objects.requireNonNull(visit.only());
        Database database = shard.databaseIfAny(db);
        if (database == null || database.expiringKeys() == 0) {
            return 0;
        }
        return database.walkExpiring(
                cursor,
                entry -> {
                    if (entry.isExpired(nowMillis())) {
                        expired(shard, entry.key(), entry);
                        return;
                    }
                    if (entry.expireAtMillis() != Entry.NO_EXPIRY) {
                        left.accept(entry.expireAtMillis() - nowMillis());
                    }
                    if (entry.type() == Type.HASH) {
                        expireFields(shard, entry);
                    }
                });
    }

    /** With its last field a hash goes, as it does where the effects are applied. */
    private void expireFields(Shard shard, Entry entry) {
        HashValue hash = hash(entry);
        long removed =
                hash.removeExpired(
                        nowMillis(),
                        (field, value, at) ->
                                visit.effect(shard, db, HDEL, hash.entry().key(), field));
        if (removed > 0) {
            chores(hash.entry().key());
        }
        if (hash.size() == 0) {
            remove(hash.entry());
        }
    }

    /** Frees some of what removed values left behind in the one shard; whether there is more. */
    public boolean reclaimSome(int records) {
        Database database = Objects.requireNonNull(visit.only()).databaseIfAny(db);
        return database != null && database.reclaim(records);
    }

    /** Removes all keys of this database in the entered shards, and says so with {@code verb}. */
    public void clear(Effect verb) {
        empty(verb);
        forgetCached();
    }

    /** Removes all keys of all databases in the entered shards. */
    public void clearAll(Effect verb) {
        for (Keyspace each : visit.keyspaces()) {
            each.empty(verb);
        }
        forgetCached();
    }

    private void empty(Effect verb) {
        Shard shard = visit.only();
        if (shard != null) {
            clear(shard, verb);
            return;
        }
        held().forEach(each -> clear(each, verb));
    }

    /** Lets two databases change places in all shards. */
    public void swap(Keyspace other) {
        held().forEach(each -> each.swap(db, other.db, nowMillis()));
        forgetCached();
    }

    /** Keys have changed that nobody counts: of a whole node, clients forget everything at once. */
    private void forgetCached() {
        if (!visit.isTracked()) {
            return;
        }
        Shard shard = visit.only();
        if (shard != null) {
            shard.cached().forgetAll();
            return;
        }
        held().forEach(each -> each.cached().clear());
        visit.shards().tracking().forgetAll();
    }

    private Stream<Shard> held() {
        return visit.held().stream().mapToObj(visit.shards()::at);
    }

    private void clear(Shard shard, Effect verb) {
        Database database = shard.databaseIfAny(db);
        if (database == null || database.size() == 0) {
            return;
        }
        shard.watches().touchAll(db, key -> false);
        database.clear();
        shard.countChange();
        visit.effect(shard, db, verb);
    }

    private void visitUnexpired(Entry entry, Database.Visitor visitor) {
        if (isApplying() || !entry.isExpired(nowMillis())) {
            visitor.visit(entry);
        }
    }

    private @Nullable Entry expired(Shard shard, Slice key, Entry entry) {
        return switch (visit.purpose()) {
            case APPLY -> entry;
            case READ -> null;
            case SERVE -> {
                // First, for the key may be the entry's own bytes.
                shard.countChange();
                shard.watches().expire(db, key);
                if (visit.isTracked()) {
                    shard.cached().changed(key, null);
                }
                visit.effect(shard, db, DEL, key);
                shard.database(db).remove(entry);
                visit.expired();
                yield null;
            }
        };
    }

    private Entry existing(Slice key) {
        Database database = visit.shardOf(key).database(db);
        return Objects.requireNonNull(database.find(key, key.hash()), "no such key");
    }

    private Database databaseOf(Entry entry) {
        Shard shard = visit.only();
        return (shard != null ? shard : visit.shardOf(entry.key())).database(db);
    }
}
