package dev.cairn.replication.sim;

/**
 * What a client asks of a shard.
 *
 * @param key the key; of the pair, the first of its two
 * @param value what is to be written, unlike every other
 * @param floor the highest offset that some client had seen of the key when this was asked
 */
record Operation(int shard, Kind kind, int key, long value, long floor) {
    /** Reads or writes, one key or the pair. */
    enum Kind {
        GET,
        SET,
        GET_PAIR,
        SET_PAIR
    }

    boolean writes() {
        return kind == Kind.SET || kind == Kind.SET_PAIR;
    }

    byte[] payload() {
        return kind == Kind.SET_PAIR ? SimState.writePair(value) : SimState.write(key, value);
    }
}
