package dev.cairn.node.shard;

/** A session's interest in one key: it is touched by the first change and stays so. */
public final class Watch {

    /** Of this, of the key, and of the places in the tables of session and shard. */
    private static final long OVERHEAD_BYTES = 320;

    private final int shard;
    private final WatchKey key;
    private final boolean present;
    private volatile boolean touched;

    Watch(int shard, WatchKey key, boolean present) {
        this.shard = shard;
        this.key = key;
        this.present = present;
    }

    /** The number of the shard that the key lies in. */
    public int shard() {
        return shard;
    }

    /** The watched key. */
    public WatchKey key() {
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

    /** Bytes that the watch takes. */
    public long bytes() {
        return bytes(key.bytes().length);
    }

    /** Bytes that a watch on a key of such a length takes. */
    public static long bytes(int keyLength) {
        return OVERHEAD_BYTES + keyLength;
    }

    void touch() {
        touched = true;
    }
}
