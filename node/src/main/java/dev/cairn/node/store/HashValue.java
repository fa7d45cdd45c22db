package dev.cairn.node.store;

import dev.cairn.node.memory.Memory;
import dev.cairn.node.memory.Slice;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.random.RandomGenerator;

/**
 * The fields of one hash. Small ones lie in one record, in the order of their creation; larger ones
 * in a table of their own. A field may expire; like a key, it stays until its shard removes it.
 *
 * <p>Slices returned are views that the next change invalidates; slices passed in must not lie in
 * the hash itself.
 */
public final class HashValue {
    private static final int SEGMENTS_AT_ONCE = 16;

    /** A longer packed hash would be slow, and too long for the lengths of a record in the end. */
    private static final int MOST_PACKED_BYTES = 1 << 20;

    private final Database database;
    private final HashLimits limits;
    private Entry entry;

    HashValue(Database database, Entry entry, HashLimits limits) {
        this.database = database;
        this.entry = entry;
        this.limits = limits;
    }

    /**
     * Takes the fields of a walk through a hash; the expiry is {@link Entry#NO_EXPIRY} if there is
     * none.
     */
    @FunctionalInterface
    public interface Visitor {
        void visit(Slice field, Slice value, long expireAtMillis);
    }

    /** The hash's key as it stands in the database now. */
    public Entry entry() {
        return entry;
    }

    public long size() {
        return isPacked() ? PackedHash.count(packed()) : table().size();
    }

    public boolean contains(Slice field) {
        return find(field) != 0;
    }

    /** The value of {@code field}, or null. */
    public @Nullable Slice get(Slice field) {
        long item = find(field);
        if (item == 0) {
            return null;
        }
        return isPacked()
                ? new Slice(PackedHash.valueAddress(item), PackedHash.valueLength(item))
                : new Slice(RecordLayout.valueAddress(item), RecordLayout.valueLength(item));
    }

    /** When {@code field}, which is there, expires, or {@link Entry#NO_EXPIRY}. */
    public long expireAtMillis(Slice field) {
        long item = find(field);
        if (item == 0) {
            return Entry.NO_EXPIRY;
        }
        return isPacked() ? PackedHash.expireAt(item) : RecordLayout.expireAt(item);
    }

    /** Whether a field may expire; if not, none does. */
    public boolean hasExpiringFields() {
        return RecordLayout.fieldsExpire(entry.record);
    }

    /** Sets a field's value and expiry; whether the field is new. */
    public boolean put(Slice field, Slice value, long expireAtMillis) {
        database.beforeChange(entry.record);
        if (isPacked() && !staysPacked(field, value)) {
            unpack();
        }
        if (expireAtMillis != Entry.NO_EXPIRY && !hasExpiringFields()) {
            database.fieldsExpire(entry, true);
        }
        return isPacked()
                ? putPacked(field, value, expireAtMillis)
                : putInTable(field, value, expireAtMillis);
    }

    /** Removes a field; whether it was there. A hash left empty is to be removed by the caller. */
    public boolean remove(Slice field) {
        long item = find(field);
        if (item == 0) {
            return false;
        }
        database.beforeChange(entry.record);
        if (isPacked()) {
            cut(item, PackedHash.bytes(item));
            PackedHash.count(packed(), PackedHash.count(packed()) - 1);
        } else {
            table().remove(field.hash(), item);
            free(item);
        }
        return true;
    }

    /** No field expires earlier; {@link Long#MAX_VALUE} if none does. */
    public long soonestExpiryMillis() {
        if (!hasExpiringFields()) {
            return Long.MAX_VALUE;
        }
        return isPacked() ? PackedHash.soonestExpiry(packed()) : table().expiries().soonest();
    }

    /**
     * Removes the fields whose time has come and shows each to {@code visitor} before it goes; of a
     * large hash a part is looked through at a time, until {@link #soonestExpiryMillis} says that
     * no more is due. A hash left empty is to be removed by the caller.
     *
     * @return how many were removed
     */
    public long removeExpired(long nowMillis, Visitor visitor) {
        if (nowMillis < soonestExpiryMillis()) {
            return 0;
        }
        long before = size();
        if (isPacked()) {
            removeExpiredPacked(nowMillis, visitor);
        } else {
            removeExpiredFromTable(nowMillis, visitor);
        }
        if (soonestExpiryMillis() == Long.MAX_VALUE) {
            database.fieldsExpire(entry, false);
        }
        return before - size();
    }

    /** Visits all fields. */
    public void forEach(Visitor visitor) {
        if (!isPacked()) {
            long cursor = 0;
            do {
                cursor = table().scan(cursor, 1_000, record -> visit(record, visitor));
            } while (cursor != 0);
            return;
        }
        long item = PackedHash.first(packed());
        for (int left = PackedHash.count(packed()); left > 0; left--) {
            long next = PackedHash.next(item);
            visitPacked(item, visitor);
            item = next;
        }
    }

    /** Visits about {@code count} fields; a small hash whole. The next cursor, 0 at the end. */
    public long scan(long cursor, long count, Visitor visitor) {
        if (isPacked()) {
            forEach(visitor);
            return 0;
        }
        return table().scan(cursor, count, record -> visit(record, visitor));
    }

    /** Visits one field chosen evenly; the hash must not be empty. */
    public void random(RandomGenerator random, Visitor visitor) {
        if (!isPacked()) {
            visit(table().random(random), visitor);
            return;
        }
        long item = PackedHash.first(packed());
        for (int skipped = random.nextInt(PackedHash.count(packed())); skipped > 0; skipped--) {
            item = PackedHash.next(item);
        }
        visitPacked(item, visitor);
    }

    private void removeExpiredPacked(long nowMillis, Visitor visitor) {
        database.beforeChange(entry.record);
        long offset = PackedHash.first(packed()) - packed();
        for (int left = PackedHash.count(packed()); left > 0; left--) {
            long item = packed() + offset;
            long expireAt = PackedHash.expireAt(item);
            if (expireAt != Entry.NO_EXPIRY && expireAt <= nowMillis) {
                visitPacked(item, visitor);
                cut(item, PackedHash.bytes(item));
                PackedHash.count(packed(), PackedHash.count(packed()) - 1);
            } else {
                offset += PackedHash.bytes(item);
            }
        }
    }

    private void removeExpiredFromTable(long nowMillis, Visitor visitor) {
        var fields = table();
        var due = new ArrayList<Long>();
        fields.expiries().findDue(nowMillis, SEGMENTS_AT_ONCE, due::add);
        if (!due.isEmpty()) {
            database.beforeChange(entry.record);
        }
        for (long record : due) {
            visit(record, visitor);
            fields.remove(RecordLayout.hash(record), record);
            free(record);
        }
    }

    private boolean isPacked() {
        return RecordLayout.encoding(entry.record) == Encoding.LISTPACK;
    }

    private long packed() {
        return RecordLayout.valueAddress(entry.record);
    }

    private Table table() {
        return database.hashTable(entry.record);
    }

    private long find(Slice field) {
        return isPacked() ? PackedHash.find(packed(), field) : table().find(field.hash(), field);
    }

    private boolean staysPacked(Slice field, Slice value) {
        int longest = Math.min(PackedHash.LONGEST, limits.packedBytes());
        if (field.length() > longest || value.length() > longest) {
            return false;
        }
        long bytes = RecordLayout.valueLength(entry.record);
        if (bytes + PackedHash.bytes(field.length(), value.length(), true) > MOST_PACKED_BYTES) {
            return false;
        }
        return PackedHash.count(packed()) < limits.packedEntries() || contains(field);
    }

    private boolean putPacked(Slice field, Slice value, long expireAt) {
        long item = PackedHash.find(packed(), field);
        boolean isNew = item == 0;
        int bytes = PackedHash.bytes(field.length(), value.length(), expireAt != Entry.NO_EXPIRY);
        long offset;
        if (isNew) {
            offset = RecordLayout.valueLength(entry.record);
            entry = database.resized(entry, (int) offset + bytes);
            PackedHash.count(packed(), PackedHash.count(packed()) + 1);
        } else {
            offset = item - packed();
            resizeItem(offset, PackedHash.bytes(item), bytes);
        }
        long at = packed() + offset;
        PackedHash.write(at, field, value.length(), expireAt);
        value.copyTo(PackedHash.valueAddress(at));
        return isNew;
    }

    private void resizeItem(long offset, int before, int after) {
        if (after <= before) {
            if (after < before) {
                cut(packed() + offset + after, before - after);
            }
            return;
        }
        int length = RecordLayout.valueLength(entry.record);
        entry = database.resized(entry, length + after - before);
        long rest = offset + before;
        Memory.copy(packed() + rest, packed() + offset + after, length - rest);
    }

    /** Takes bytes out of the packed form. */
    private void cut(long address, int bytes) {
        int length = RecordLayout.valueLength(entry.record);
        long end = packed() + length;
        Memory.copy(address + bytes, address, end - address - bytes);
        entry = database.resized(entry, length - bytes);
    }

    private void unpack() {
        var fields = new Table(database.slabs());
        var slabs = database.slabs();
        forEach(
                (field, value, expireAt) -> {
                    long record = RecordLayout.create(slabs, field, value.length(), expireAt);
                    value.copyTo(RecordLayout.valueAddress(record));
                    fields.add(field.hash(), record, expireAt != Entry.NO_EXPIRY);
                    note(fields, expireAt);
                });
        entry = database.resized(entry, Integer.BYTES);
        RecordLayout.kind(entry.record, Type.HASH, Encoding.HASHTABLE);
        database.hashTable(entry.record, fields);
    }

    private boolean putInTable(Slice field, Slice value, long expireAt) {
        long hash = field.hash();
        var slabs = database.slabs();
        long old = table().find(hash, field);
        boolean expires = expireAt != Entry.NO_EXPIRY;
        note(table(), expireAt);
        if (old != 0
                && expireAt == RecordLayout.expireAt(old)
                && RecordLayout.fits(old, value.length())) {
            RecordLayout.valueLength(old, value.length());
            value.copyTo(RecordLayout.valueAddress(old));
            return false;
        }
        long record = RecordLayout.create(slabs, field, value.length(), expireAt);
        value.copyTo(RecordLayout.valueAddress(record));
        if (old == 0) {
            table().add(hash, record, expires);
            return true;
        }
        table().replace(hash, old, record, expires);
        free(old);
        return false;
    }

    private static void note(Table fields, long expireAt) {
        if (expireAt != Entry.NO_EXPIRY) {
            fields.expiries().note(expireAt);
        }
    }

    private void free(long record) {
        database.slabs().free(record, RecordLayout.bytes(record));
    }

    private static void visitPacked(long item, Visitor visitor) {
        visitor.visit(
                new Slice(PackedHash.fieldAddress(item), PackedHash.fieldLength(item)),
                new Slice(PackedHash.valueAddress(item), PackedHash.valueLength(item)),
                PackedHash.expireAt(item));
    }

    private static void visit(long record, Visitor visitor) {
        visitor.visit(
                new Slice(RecordLayout.keyAddress(record), RecordLayout.keyLength(record)),
                new Slice(RecordLayout.valueAddress(record), RecordLayout.valueLength(record)),
                RecordLayout.expireAt(record));
    }
}
