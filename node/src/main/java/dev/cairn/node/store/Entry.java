package dev.cairn.node.store;

import dev.cairn.node.memory.Slice;

/**
 * A view of one key and its value, as {@link Database} found or wrote it. Valid until its key is
 * next written or removed; what it returns are views too.
 */
public final class Entry {
    /** The expiry of an entry that has none. */
    public static final long NO_EXPIRY = RecordLayout.NO_EXPIRY;

    final long hash;
    final long record;

    Entry(long hash, long record) {
        this.hash = hash;
        this.record = record;
    }

    public Type type() {
        return RecordLayout.type(record);
    }

    public Encoding encoding() {
        return RecordLayout.encoding(record);
    }

    public Slice key() {
        return new Slice(RecordLayout.keyAddress(record), RecordLayout.keyLength(record));
    }

    /** The bytes of a string. */
    public Slice value() {
        return new Slice(RecordLayout.valueAddress(record), RecordLayout.valueLength(record));
    }

    /** When the key expires, in milliseconds since the epoch, or {@link #NO_EXPIRY}. */
    public long expireAtMillis() {
        return RecordLayout.expireAt(record);
    }

    public boolean isExpired(long nowMillis) {
        return RecordLayout.hasExpiry(record) && RecordLayout.expireAt(record) <= nowMillis;
    }

    /** Notes that the key was used at this time. */
    public void accessedAt(long nowMillis) {
        RecordLayout.accessSeconds(record, (int) (nowMillis / 1_000));
    }

    /** Seconds since the key was last used; wrong by multiples of 194 days after as long a time. */
    public int idleSeconds(long nowMillis) {
        return ((int) (nowMillis / 1_000) - RecordLayout.accessSeconds(record)) & 0xffffff;
    }
}
