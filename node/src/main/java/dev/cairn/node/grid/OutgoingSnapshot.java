package dev.cairn.node.grid;

import dev.cairn.node.shard.ShardSnapshot;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.replication.log.LogEnd;
import dev.cairn.replication.message.Message.SnapshotBegin;
import dev.cairn.replication.message.Message.SnapshotChunk;
import dev.cairn.replication.message.Message.SnapshotEnd;

/** A shard's state on its way to one replica, piece by piece. Belongs to whoever is inside. */
final class OutgoingSnapshot {

    private final NodeId to;
    private final SnapshotBegin begin;
    private final ShardSnapshot pieces;
    private final Surroundings around;
    private int chunks;
    private State state = State.RUNNING;
    private long endedNanos;

    /** How far it has come. */
    enum State {
        RUNNING,
        /** All is sent; the replica has not said that it has it. */
        SENT,
        /** The stream broke. */
        FAILED
    }

    OutgoingSnapshot(NodeId to, SnapshotBegin begin, ShardSnapshot pieces, Surroundings around) {
        this.to = to;
        this.begin = begin;
        this.pieces = pieces;
        this.around = around;
        if (!around.send(to, begin)) {
            fail();
        }
    }

    NodeId to() {
        return to;
    }

    LogEnd place() {
        return begin.place();
    }

    State state() {
        return state;
    }

    /** Whether the stream broke on which it travelled. */
    boolean hasFailed() {
        return state == State.FAILED;
    }

    /** Whether the replica has not confirmed for so long that it never will. */
    boolean isForgotten(long mostNanos, long nowNanos) {
        return state == State.SENT && nowNanos - endedNanos > mostNanos;
    }

    /** Sends a piece; whether it could go on at once. */
    boolean advance(long nowNanos) {
        if (state != State.RUNNING || around.isCongested(to)) {
            return false;
        }
        step(nowNanos);
        return state == State.RUNNING;
    }

    private void step(long nowNanos) {
        byte[] piece = pieces.next();
        boolean sent;
        if (piece != null) {
            sent = around.send(to, chunk(piece));
        } else {
            sent = around.send(to, end());
            state = State.SENT;
            endedNanos = nowNanos;
        }
        if (!sent) {
            fail();
        }
    }

    private SnapshotChunk chunk(byte[] piece) {
        return new SnapshotChunk(begin.shard(), begin.term(), begin.filling(), chunks++, piece);
    }

    private SnapshotEnd end() {
        return new SnapshotEnd(
                begin.shard(), begin.term(), begin.filling(), chunks, pieces.effects());
    }

    /** What is under way is lost, and nothing more is sent. */
    void fail() {
        state = State.FAILED;
    }

    /** Nobody waits for it any more; that may take a while if it has not come to its end. */
    void abandon() {
        pieces.abandon();
    }
}
