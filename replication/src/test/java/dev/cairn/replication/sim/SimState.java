package dev.cairn.replication.sim;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What the records of a shard add up to: some keys, and for each the value and the offset of its
 * last write. A payload is a sequence of keys and values; the first two keys are only written
 * together.
 */
final class SimState {
    static final int KEYS = 64;
    static final int PAIR = 2;

    private final long[] values = new long[KEYS];
    private final long[] offsets = new long[KEYS];
    private long applied;
    private long digest;

    static byte[] write(int key, long value) {
        return ByteBuffer.allocate(2 * Long.BYTES).putLong(key).putLong(value).array();
    }

    static byte[] writePair(long value) {
        var pair = ByteBuffer.allocate(2 * PAIR * Long.BYTES);
        for (int key = 0; key < PAIR; key++) {
            pair.putLong(key).putLong(value);
        }
        return pair.array();
    }

    /** The digest of a state of this digest once a record has been executed. */
    static long digest(long before, byte[] payload) {
        return before * 31 + Arrays.hashCode(payload) + 1;
    }

    /** Whether a payload sets this key to this value. */
    static boolean writes(byte[] payload, int key, long value) {
        var pairs = ByteBuffer.wrap(payload);
        while (pairs.hasRemaining()) {
            long nextKey = pairs.getLong();
            if (pairs.getLong() == value && nextKey == key) {
                return true;
            }
        }
        return false;
    }

    /** Whether a payload sets any key to this value. */
    static boolean holds(byte[] payload, long value) {
        for (int key = 0; key < KEYS; key++) {
            if (writes(payload, key, value)) {
                return true;
            }
        }
        return false;
    }

    void execute(long offset, byte[] payload) {
        var pairs = ByteBuffer.wrap(payload);
        while (pairs.hasRemaining()) {
            int key = (int) pairs.getLong();
            values[key] = pairs.getLong();
            offsets[key] = offset;
        }
        applied = offset;
        digest = digest(digest, payload);
    }

    long value(int key) {
        return values[key];
    }

    /** The offset of the record that wrote a key last; 0 if none did. */
    long writtenAt(int key) {
        return offsets[key];
    }

    /** The offset of the last record that was executed. */
    long applied() {
        return applied;
    }

    long digest() {
        return digest;
    }

    /** Whether the two keys that are only written together were. */
    boolean isPairWhole() {
        return values[0] == values[1];
    }

    byte[] encoded() {
        var all = ByteBuffer.allocate((2 * KEYS + 2) * Long.BYTES);
        for (int key = 0; key < KEYS; key++) {
            all.putLong(values[key]).putLong(offsets[key]);
        }
        return all.putLong(applied).putLong(digest).array();
    }

    static SimState decoded(byte[] encoded) {
        var all = ByteBuffer.wrap(encoded);
        var state = new SimState();
        for (int key = 0; key < KEYS; key++) {
            state.values[key] = all.getLong();
            state.offsets[key] = all.getLong();
        }
        state.applied = all.getLong();
        state.digest = all.getLong();
        return state;
    }
}
