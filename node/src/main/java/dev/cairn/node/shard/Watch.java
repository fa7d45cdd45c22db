package dev.cairn.node.shard;

import java.util.Arrays;

/** A session's interest in one key: it is touched by the first change and stays so. */
public final class Watch {

    private static final long OVERHEAD_BYTES = 96L;

    private final int shard;
    private final int db;
    private final byte[] key;
    private final boolean present;
    private volatile boolean touched;

    Watch(int shard, int db, byte[] key, boolean present) {
        this.shard = shard;
        this.db = db;
        this.key = key;
        this.present = present;
    }

    /** The number of the shard that the key lies in. */
    public int shard() {
        return shard;
    }

    /** The number of the database that the key lies in. */
    public int db() {
        return db;
    }

    /** The watched key; not a copy. */
    public byte[] key() {
        return key;
    }

    /** Whether the key was there when the watch began. */
    boolean wasPresent() {
        return present;
    }

    /** Whether the key was changed since the watch began. */
    public boolean isTouched() {
        return touched;
    }

    /** Whether this is the watch on {@code key} of database {@code db}. */
    public boolean isOn(int otherDb, byte[] otherKey) {
        return db == otherDb && Arrays.equals(key, otherKey);
    }

    /** Bytes that the watch takes. */
    public long bytes() {
        return OVERHEAD_BYTES + key.length;
    }

    void touch() {
        touched = true;
    }
}
