package dev.cairn.replication.sim;

import dev.cairn.replication.sim.Operation.Kind;

/**
 * Clients that read and write, and whether what they are told is linearizable. A shard's log orders
 * its writes, so the question is simple: who asks after somebody was told of a record must not be
 * told of an older one.
 */
final class Clients {
    private static final int PAIR_ONE_IN = 8;

    private final SimGrid grid;
    private final long[][] seen = new long[SimGrid.SHARDS][SimState.KEYS];
    private final long[] acknowledged = new long[SimGrid.SHARDS];
    private long value;
    private long reads;
    private long trace;

    Clients(SimGrid grid) {
        this.grid = grid;
    }

    /** One client asks somebody who believes that he leads, rightly or not. */
    void ask() {
        int shard = grid.random().nextInt(SimGrid.SHARDS);
        boolean isPair = grid.random().nextInt(PAIR_ONE_IN) == 0;
        boolean isRead = grid.random().nextBoolean();
        var kind = isPair ? isRead ? Kind.GET_PAIR : Kind.SET_PAIR : isRead ? Kind.GET : Kind.SET;
        int key = isPair ? 0 : grid.random().nextInt(SimState.PAIR, SimState.KEYS);
        var leading = grid.lives().filter(node -> node.shard(shard).leads()).toList();
        if (!leading.isEmpty()) {
            var node = leading.get(grid.random().nextInt(leading.size()));
            node.ask(new Operation(shard, kind, key, ++value, seen[shard][key]));
        }
    }

    /** A write was acknowledged whose record has this offset. */
    void wrote(Operation asked, long offset) {
        grid.check(
                offset > asked.floor(), () -> "linearizability: a write before one that was seen");
        grid.invariants().acknowledged(asked, offset);
        saw(asked, offset);
        acknowledged[asked.shard()]++;
    }

    /** A read was answered with a value that a record of this offset wrote. */
    void read(Operation asked, long value, long offset) {
        grid.check(
                offset >= asked.floor(),
                () -> "linearizability: a read saw record " + offset + " after " + asked.floor());
        grid.invariants().seen(asked, value, offset);
        saw(asked, offset);
        reads++;
    }

    private void saw(Operation asked, long offset) {
        var known = seen[asked.shard()];
        known[asked.key()] = Math.max(known[asked.key()], offset);
        trace = 31 * (31 * trace + asked.value()) + offset;
    }

    /** Writes acknowledged so far. */
    long acknowledged(int shard) {
        return acknowledged[shard];
    }

    long reads() {
        return reads;
    }

    /** A digest of all replies. */
    long trace() {
        return trace;
    }
}
