package dev.cairn.node.command.hash;

import dev.cairn.node.memory.Slice;
import dev.cairn.node.shard.Effect;
import dev.cairn.node.shard.Keyspace;
import dev.cairn.node.store.Encoding;
import dev.cairn.node.store.Entry;
import dev.cairn.node.store.HashValue;

import org.jspecify.annotations.Nullable;

/** The fields of a hash that are still alive at the time of a command. */
record Fields(HashValue hash, long nowMillis) {

    static final Effect HDEL = Effect.of("HDEL");

    /** The fields of the hash in {@code key}, or null; another type is refused. */
    static @Nullable Fields find(Keyspace ks, Slice key) {
        HashValue hash = ks.hash(key);
        return hash == null ? null : new Fields(hash, ks.nowMillis());
    }

    /** The fields of the hash in {@code key}, which is created if it is not there. */
    static Fields findOrCreate(Keyspace ks, Slice key) {
        return new Fields(ks.findOrCreateHash(key), ks.nowMillis());
    }

    /** The value of {@code field}, or null. */
    @Nullable Slice get(Slice field) {
        Slice value = hash.get(field);
        return value == null || isOver(expireAt(field)) ? null : value;
    }

    boolean contains(Slice field) {
        return get(field) != null;
    }

    /** When {@code field}, which is there, ends, or {@link Entry#NO_EXPIRY}. */
    long expireAt(Slice field) {
        return hash.hasExpiringFields() ? hash.expireAtMillis(field) : Entry.NO_EXPIRY;
    }

    /** Whether every field that is there counts. */
    boolean allAlive() {
        return !hash.hasExpiringFields();
    }

    /** The visitor, spared the fields that are over. */
    HashValue.Visitor alive(HashValue.Visitor visitor) {
        return (field, value, expireAt) -> {
            if (!isOver(expireAt)) {
                visitor.visit(field, value, expireAt);
            }
        };
    }

    void forEach(HashValue.Visitor visitor) {
        hash.forEach(alive(visitor));
    }

    /** Whether the fields lie in one record, so that the way to one leads past others. */
    boolean isSmall() {
        return hash.entry().encoding() == Encoding.LISTPACK;
    }

    /** How many fields are alive. */
    long size() {
        if (allAlive()) {
            return hash.size();
        }
        var count = new long[1];
        forEach((field, value, expireAt) -> count[0]++);
        return count[0];
    }

    /** Removes a field whose time is over, so that a replica removes it too. */
    void dropIfOver(Keyspace ks, Slice key, Slice field) {
        if (hash.hasExpiringFields() && isOver(hash.expireAtMillis(field))) {
            remove(ks, field);
            ks.changed(key, HDEL, field);
        }
    }

    /** Removes a field, and with the last one the hash; whether the field was there. */
    boolean remove(Keyspace ks, Slice field) {
        boolean removed = hash.remove(field);
        if (removed && hash.size() == 0) {
            ks.remove(hash.entry());
        }
        return removed;
    }

    private boolean isOver(long expireAt) {
        return expireAt != Entry.NO_EXPIRY && expireAt <= nowMillis;
    }
}
