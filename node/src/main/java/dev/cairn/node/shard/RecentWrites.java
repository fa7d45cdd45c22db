package dev.cairn.node.shard;

import java.util.Arrays;

/**
 * The offset of the last record that may have changed a key, by some bits of the key's hash: reads
 * of a key whose last write is not committed have to wait, and a collision only makes them wait a
 * little more.
 */
final class RecentWrites {

    private static final int CELLS = 1_024;

    private final long[] offsets = new long[CELLS];

    /**
     * @param floor the last offset of which it is not known which keys it changed
     */
    RecentWrites(long floor) {
        Arrays.fill(offsets, floor);
    }

    void note(long hash, long offset) {
        offsets[cell(hash)] = offset;
    }

    /** A change of any key there may be. */
    void noteAll(long offset) {
        Arrays.fill(offsets, offset);
    }

    long offsetOf(long hash) {
        return offsets[cell(hash)];
    }

    private static int cell(long hash) {
        return (int) (hash >>> 20) & (CELLS - 1);
    }
}
