package dev.cairn.node.shard;

import java.util.Arrays;

/** Places in logs, of each log the latest that was added. Reused by one thread. */
public final class LogOffsets {

    private ShardLog[] logs = new ShardLog[4];
    private long[] offsets = new long[4];
    private int count;

    LogOffsets() {}

    /** How many logs there are. */
    public int count() {
        return count;
    }

    /** The {@code i}-th log. */
    public ShardLog log(int i) {
        return logs[i];
    }

    /** The place in the {@code i}-th log. */
    public long offset(int i) {
        return offsets[i];
    }

    void clear() {
        count = 0;
    }

    void add(ShardLog log, long offset) {
        for (int i = 0; i < count; i++) {
            if (logs[i].equals(log)) {
                offsets[i] = Math.max(offsets[i], offset);
                return;
            }
        }
        if (count == logs.length) {
            logs = Arrays.copyOf(logs, 2 * count);
            offsets = Arrays.copyOf(offsets, 2 * count);
        }
        logs[count] = log;
        offsets[count++] = offset;
    }
}
