package dev.cairn.node.server;

import dev.cairn.node.shard.ShardLog;

import java.util.Arrays;

/** The replies in a connection's output that wait for the commit of a record, in their order. */
final class Gates {

    /** What may become of the bytes at the beginning of the output. */
    enum Verdict {
        /** All gates stand open. */
        OPEN,
        /** The first gate waits for a commit. */
        WAITING,
        /** What the first gate waits for may never be committed. */
        LOST
    }

    private ShardLog[] logs = new ShardLog[8];
    private long[] offsets = new long[8];
    private int[] starts = new int[8];
    private int[] ends = new int[8];
    private boolean[] writes = new boolean[8];
    private int first;
    private int count;

    boolean isEmpty() {
        return first == count;
    }

    /** The reply from {@code start} to {@code end} waits for an offset. */
    void add(ShardLog log, long offset, boolean write) {
        ensure();
        logs[count] = log;
        offsets[count] = offset;
        writes[count] = write;
        count++;
    }

    /** Where the reply lies that the gate added last is before. */
    void place(int start, int end) {
        starts[count - 1] = start;
        ends[count - 1] = end;
    }

    /** The reply that begins at {@code start} ends elsewhere than when its gates were placed. */
    void moveEnd(int start, int end) {
        for (int i = count - 1; i >= first && starts[i] >= start; i--) {
            ends[i] = end;
        }
    }

    /** Opens the gates that may be opened, and says what the first of the others waits for. */
    Verdict open() {
        while (first < count) {
            if (logs[first].committed() < offsets[first]) {
                return logs[first].isOver() ? Verdict.LOST : Verdict.WAITING;
            }
            first++;
        }
        first = 0;
        count = 0;
        return Verdict.OPEN;
    }

    /** Where the reply behind the first gate begins. */
    int start() {
        return starts[first];
    }

    /** Where the reply behind the first gate ends. */
    int end() {
        return ends[first];
    }

    /** Whether the reply behind the first gate is to a write. */
    boolean isWrite() {
        return writes[first];
    }

    /** Drops the gates of the reply behind the first gate. */
    void dropReply() {
        int start = starts[first];
        int end = ends[first];
        do {
            first++;
        } while (first < count && end > start && starts[first] == start);
    }

    /** The output's bytes have moved towards its beginning, or away from it. */
    void shift(int bytes) {
        for (int i = first; i < count; i++) {
            starts[i] -= bytes;
            ends[i] -= bytes;
        }
    }

    private void ensure() {
        if (count < logs.length) {
            return;
        }
        if (first > 0) {
            compact();
            return;
        }
        logs = Arrays.copyOf(logs, 2 * count);
        offsets = Arrays.copyOf(offsets, 2 * count);
        starts = Arrays.copyOf(starts, 2 * count);
        ends = Arrays.copyOf(ends, 2 * count);
        writes = Arrays.copyOf(writes, 2 * count);
    }

    private void compact() {
        int left = count - first;
        System.arraycopy(logs, first, logs, 0, left);
        System.arraycopy(offsets, first, offsets, 0, left);
        System.arraycopy(starts, first, starts, 0, left);
        System.arraycopy(ends, first, ends, 0, left);
        System.arraycopy(writes, first, writes, 0, left);
        first = 0;
        count = left;
    }
}
