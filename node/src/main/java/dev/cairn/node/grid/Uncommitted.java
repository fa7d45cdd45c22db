package dev.cairn.node.grid;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What waits for replicas, in bytes: the records of all shards that this node leads that are not
 * committed yet. Any thread may call.
 */
final class Uncommitted {

    private final long mostBytes;
    private final AtomicLong bytes = new AtomicLong();

    Uncommitted(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** A shard has more to wait for, or less. */
    void change(long by) {
        bytes.addAndGet(by);
    }

    /** Whether nothing more is to be written for the time being. */
    boolean isFull() {
        return bytes.get() > mostBytes;
    }
}
