package dev.cairn.node.store;

import dev.cairn.node.memory.Memory;

import java.util.Arrays;

/**
 * The records that one step of a walk through a {@link Table} has come to, gathered before any is
 * visited, so that a visitor may change the table.
 */
final class Gathered {

    private long[] records = new long[16];
    private int count;

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    long first() {
        return records[0];
    }

    /** Adds the records of a segment whose home is this bucket. */
    void addHome(long segment, int bucket) {
        int reach = Math.min(Segment.REACH, Segment.buckets(segment));
        for (int step = 0; step < reach; step++) {
            long line = Segment.line(segment, bucket + step);
            int used = Segment.used(line);
            for (long slot = line; slot < line + 8L * used; slot += 8) {
                if (slot != segment && Segment.displacement(segment, slot) == step) {
                    add(Memory.getLong(slot));
                }
            }
            if (used < Segment.BUCKET_SLOTS) {
                return;
            }
        }
    }

    /** Adds the records of a segment. */
    void addAll(long segment) {
        long end = Segment.end(segment);
        for (long slot = segment + 8; slot < end; slot += 8) {
            long word = Memory.getLong(slot);
            if (word != 0) {
                add(word);
            }
        }
    }

    /** Adds the records of a segment that are marked as expiring. */
    void addExpiring(long segment) {
        long end = Segment.end(segment);
        for (long slot = segment + 8; slot < end; slot += 8) {
            long word = Memory.getLong(slot);
            if (word != 0 && Segment.expires(word)) {
                add(word);
            }
        }
    }

    void visit(Table.Visitor visitor) {
        for (int i = 0; i < count; i++) {
            visitor.visit(records[i]);
        }
    }

    private void add(long word) {
        if (count == records.length) {
            records = Arrays.copyOf(records, 2 * count);
        }
        records[count++] = Segment.record(word);
    }
}
