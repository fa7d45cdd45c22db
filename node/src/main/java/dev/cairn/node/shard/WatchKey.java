package dev.cairn.node.shard;

import dev.cairn.node.memory.Slice;

import java.util.Arrays;

/**
 * A key of a numbered database that somebody watches.
 *
 * @param hash of the key, keyed by a secret of this process, so that nobody can choose collisions
 * @param bytes of the key; not a copy
 */
public record WatchKey(int db, long hash, byte[] bytes) {

    /** The watched key with these bytes. */
    public static WatchKey of(int db, Slice key) {
        return new WatchKey(db, key.hash(), key.toBytes());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WatchKey key
                && key.hash == hash
                && key.db == db
                && Arrays.equals(key.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(hash) + db;
    }
}
