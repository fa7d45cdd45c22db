package dev.cairn.node.store;

import dev.cairn.node.memory.Memory;
import dev.cairn.node.memory.Slabs;
import dev.cairn.node.memory.Slice;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * One shard's share of one numbered database: its keys, their values and expiries.
 *
 * <p>It never looks at a clock and never removes a key by itself: an expired key is there until its
 * shard removes it. A key's hash is {@link Slice#hash}; passing it in saves computing it twice.
 * Slices passed in may lie in the database itself. Not thread-safe.
 */
public final class Database {
    /** The longest string, key or value. */
    public static final int LONGEST_STRING = 512 << 20;

    private final Slabs slabs;
    private final Table table;
    private final Handles<Table> hashes = new Handles<>();
    private final Reclaim reclaim;
    private @Nullable SnapshotWalk walk;
    private boolean parity;

    /** An empty database whose memory comes from {@code slabs}. */
    public Database(Slabs slabs) {
        this.slabs = slabs;
        this.table = new Table(slabs);
        this.reclaim = new Reclaim(slabs);
    }

    /** Takes the entries of a scan or walk. */
    @FunctionalInterface
    public interface Visitor {
        void visit(Entry entry);
    }

    public long size() {
        return table.size();
    }

    /** How many keys expire, or hold fields that do. */
    public long expiringKeys() {
        return table.expiring();
    }

    /** Where the keys are looked for. */
    Table table() {
        return table;
    }

    public @Nullable Entry find(Slice key, long hash) {
        long record = table.find(hash, key);
        return record == 0 ? null : new Entry(hash, record);
    }

    /**
     * Sets a key to a string, whatever it held before, with this expiry or {@link Entry#NO_EXPIRY}.
     */
    public Entry putString(Slice key, long hash, Slice value, long expireAtMillis) {
        long old = table.find(hash, key);
        var encoding = Encoding.ofString(value.address(), value.length());
        if (old == 0) {
            return addString(key, hash, value, expireAtMillis, encoding);
        }
        beforeChange(old);
        if (rewritable(old, value, expireAtMillis)) {
            RecordLayout.valueLength(old, value.length());
            value.copyTo(RecordLayout.valueAddress(old));
            RecordLayout.kind(old, Type.STRING, encoding);
            return new Entry(hash, old);
        }
        long record = RecordLayout.create(slabs, key, value.length(), expireAtMillis);
        value.copyTo(RecordLayout.valueAddress(record));
        RecordLayout.inherit(record, old);
        RecordLayout.kind(record, Type.STRING, encoding);
        RecordLayout.fieldsExpire(record, false);
        table.replace(hash, old, record, expireAtMillis != Entry.NO_EXPIRY);
        release(old);
        return new Entry(hash, record);
    }

    /**
     * Gives a string another length, keeping what of it fits; bytes gained are zero. It is raw from
     * then on.
     *
     * @throws IllegalArgumentException beyond {@link #LONGEST_STRING}
     */
    public Entry resizeString(Entry entry, int length) {
        if (length < 0 || length > LONGEST_STRING) {
            throw new IllegalArgumentException("no string has " + length + " bytes");
        }
        beforeChange(entry.record);
        int before = RecordLayout.valueLength(entry.record);
        var resized = resized(entry, length);
        if (length > before) {
            Memory.fill(RecordLayout.valueAddress(resized.record) + before, length - before, 0);
        }
        RecordLayout.kind(resized.record, Type.STRING, Encoding.RAW);
        return resized;
    }

    /** Overwrites a part of a string where it lies; the part must be within it. */
    public void overwrite(Entry entry, int offset, Slice part) {
        Objects.checkFromIndexSize(offset, part.length(), RecordLayout.valueLength(entry.record));
        beforeChange(entry.record);
        part.copyTo(RecordLayout.valueAddress(entry.record) + offset);
        RecordLayout.kind(entry.record, Type.STRING, Encoding.RAW);
    }

    /** Sets, changes or, with {@link Entry#NO_EXPIRY}, takes away a key's expiry. */
    public Entry expireAt(Entry entry, long millis) {
        long record = entry.record;
        beforeChange(record);
        boolean expires = millis != Entry.NO_EXPIRY;
        if (expires && RecordLayout.hasExpiry(record)) {
            RecordLayout.expireAt(record, millis);
            return entry;
        }
        if (!expires && !RecordLayout.hasExpiry(record)) {
            return entry;
        }
        long moved = copied(record, entry.key(), millis);
        table.replace(entry.hash, record, moved, expires || RecordLayout.fieldsExpire(moved));
        slabs.free(record, RecordLayout.bytes(record));
        return new Entry(entry.hash, moved);
    }

    public void remove(Entry entry) {
        beforeChange(entry.record);
        table.remove(entry.hash, entry.record);
        release(entry.record);
    }

    /**
     * Moves a value, with its expiry, to a key that is not there, here or in another database of
     * the same memory; the fields of a large hash stay where they are.
     */
    public Entry move(Entry entry, Database target, Slice key, long hash) {
        beforeChange(entry.record);
        long record = entry.record;
        long moved = copied(record, key, RecordLayout.expireAt(record));
        boolean expires = RecordLayout.hasExpiry(moved) || RecordLayout.fieldsExpire(moved);
        RecordLayout.parity(moved, target.parity);
        if (RecordLayout.encoding(moved) == Encoding.HASHTABLE) {
            target.hashTable(moved, hashes.remove(hashNumber(moved)));
        }
        table.remove(entry.hash, record);
        slabs.free(record, RecordLayout.bytes(record));
        target.table.add(hash, moved, expires);
        return new Entry(hash, moved);
    }

    /**
     * Writes a copy of a value, with its expiry, to a key that is not there, here or in another
     * database.
     */
    public Entry copy(Entry entry, Database target, Slice key, long hash, HashLimits limits) {
        if (entry.type() == Type.STRING) {
            var copy =
                    target.addString(
                            key, hash, entry.value(), entry.expireAtMillis(), entry.encoding());
            RecordLayout.accessSeconds(copy.record, RecordLayout.accessSeconds(entry.record));
            return copy;
        }
        var fields = target.hash(target.createHash(key, hash), limits);
        hash(entry, limits).forEach(fields::put);
        return target.expireAt(fields.entry(), entry.expireAtMillis());
    }

    /** Creates an empty hash under a key that is not there; to be filled or removed at once. */
    public Entry createHash(Slice key, long hash) {
        long record = RecordLayout.create(slabs, key, PackedHash.EMPTY_BYTES, Entry.NO_EXPIRY);
        RecordLayout.kind(record, Type.HASH, Encoding.LISTPACK);
        RecordLayout.parity(record, parity);
        PackedHash.clear(RecordLayout.valueAddress(record));
        table.add(hash, record, false);
        return new Entry(hash, record);
    }

    /** A hash's fields, to be read and changed; valid until its key is written by another way. */
    public HashValue hash(Entry entry, HashLimits limits) {
        return new HashValue(this, entry, limits);
    }

    /** Visits about {@code count} keys; see {@link Table#scan}. */
    public long scan(long cursor, long count, Visitor visitor) {
        return table.scan(cursor, count, record -> visitor.visit(entry(record)));
    }

    /** Visits keys that expire or hold fields that do, a piece of the table at a time. */
    public long walkExpiring(long cursor, Visitor visitor) {
        return table.walkExpiring(cursor, record -> visitor.visit(entry(record)));
    }

    /** A key chosen evenly, or null if there is none. */
    public @Nullable Entry random(RandomGenerator random) {
        return table.size() == 0 ? null : entry(table.random(random));
    }

    /** Bytes that this key takes, its value and its pointer included. */
    public long memoryUsage(Entry entry) {
        long bytes = Slabs.blockBytes(RecordLayout.bytes(entry.record)) + 2L * Long.BYTES;
        return entry.encoding() == Encoding.HASHTABLE
                ? bytes + hashTable(entry.record).memoryUsage()
                : bytes;
    }

    /** Removes all keys at once; their memory comes back by {@link #reclaim}. */
    public void clear() {
        if (walk != null) {
            while (walk.step(1_000)) {
                // An entry must be given to the snapshot before it goes.
            }
        }
        table.drainInto(reclaim);
        hashes.removeAll(reclaim::add);
    }

    /** Begins a snapshot of the database as it is now; one at a time. */
    public SnapshotWalk snapshot(SnapshotWalk.Sink sink) {
        if (walk != null) {
            throw new IllegalStateException("a snapshot is being taken");
        }
        parity = !parity;
        walk = new SnapshotWalk(this, table, parity, sink);
        return walk;
    }

    /**
     * Frees what large values left behind, at most about {@code records} of them; whether there is
     * more.
     */
    public boolean reclaim(int records) {
        return reclaim.step(records);
    }

    Slabs slabs() {
        return slabs;
    }

    void snapshotEnded() {
        walk = null;
    }

    void beforeChange(long record) {
        if (walk != null) {
            walk.beforeChange(record);
        }
    }

    /** The entry again, with room for a value of another length; what fits of the value is kept. */
    Entry resized(Entry entry, int length) {
        long old = entry.record;
        if (RecordLayout.fits(old, length)) {
            RecordLayout.valueLength(old, length);
            return entry;
        }
        long record = RecordLayout.resize(slabs, old, length);
        boolean expires = RecordLayout.hasExpiry(record) || RecordLayout.fieldsExpire(record);
        table.replace(entry.hash, old, record, expires);
        return new Entry(entry.hash, record);
    }

    void fieldsExpire(Entry entry, boolean on) {
        RecordLayout.fieldsExpire(entry.record, on);
        boolean expires = on || RecordLayout.hasExpiry(entry.record);
        table.replace(entry.hash, entry.record, entry.record, expires);
    }

    Table hashTable(long record) {
        return hashes.get(hashNumber(record));
    }

    private static int hashNumber(long record) {
        return Memory.getInt(RecordLayout.valueAddress(record));
    }

    /** Makes the record's value lead to {@code fields}; the value must have four bytes. */
    void hashTable(long record, Table fields) {
        int number = hashes.add(fields);
        Memory.putInt(RecordLayout.valueAddress(record), number);
    }

    private Entry addString(Slice key, long hash, Slice value, long expireAt, Encoding encoding) {
        long record = RecordLayout.create(slabs, key, value.length(), expireAt);
        value.copyTo(RecordLayout.valueAddress(record));
        RecordLayout.kind(record, Type.STRING, encoding);
        RecordLayout.parity(record, parity);
        table.add(hash, record, expireAt != Entry.NO_EXPIRY);
        return new Entry(hash, record);
    }

    private static boolean rewritable(long record, Slice value, long expireAt) {
        return RecordLayout.type(record) == Type.STRING
                && expireAt == RecordLayout.expireAt(record)
                && RecordLayout.fits(record, value.length());
    }

    private long copied(long record, Slice key, long expireAt) {
        int length = RecordLayout.valueLength(record);
        long copy = RecordLayout.create(slabs, key, length, expireAt);
        Memory.copy(RecordLayout.valueAddress(record), RecordLayout.valueAddress(copy), length);
        RecordLayout.inherit(copy, record);
        return copy;
    }

    private void release(long record) {
        if (RecordLayout.encoding(record) == Encoding.HASHTABLE) {
            reclaim.add(hashes.remove(hashNumber(record)));
        }
        slabs.free(record, RecordLayout.bytes(record));
    }

    private static Entry entry(long record) {
        return new Entry(RecordLayout.hash(record), record);
    }
}
