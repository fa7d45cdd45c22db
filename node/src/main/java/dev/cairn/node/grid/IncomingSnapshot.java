package dev.cairn.node.grid;

import dev.cairn.node.shard.MalformedRecord;
import dev.cairn.node.shard.Shard;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.replication.log.LogEnd;
import dev.cairn.replication.message.Message.SnapshotBegin;
import dev.cairn.replication.message.Message.SnapshotChunk;
import dev.cairn.replication.message.Message.SnapshotEnd;

/** A shard's state that a primary sends, loaded aside until it is whole. */
final class IncomingSnapshot {

    private final NodeId from;
    private final SnapshotBegin begin;
    private final Shard aside;
    private int chunks;
    private long entries;

    IncomingSnapshot(NodeId from, SnapshotBegin begin, Shard aside) {
        this.from = from;
        this.begin = begin;
        this.aside = aside;
    }

    LogEnd place() {
        return begin.place();
    }

    /** What has been loaded. */
    Shard aside() {
        return aside;
    }

    /** Whether what a node sends in a term, for this filling, belongs to it. */
    boolean isOf(NodeId sender, long term, long filling) {
        return from.equals(sender) && begin.term() == term && begin.filling() == filling;
    }

    /** Loads a piece; false if another one was due, so that the whole is of no use. */
    boolean load(SnapshotChunk chunk, Replayer replayer) {
        if (chunk.sequence() != chunks) {
            return false;
        }
        chunks++;
        try {
            entries += replayer.replay(chunk.entries(), aside);
            return true;
        } catch (MalformedRecord malformed) {
            return false;
        }
    }

    /** Whether nothing is missing. */
    boolean isWhole(SnapshotEnd end) {
        return end.chunks() == chunks && end.entries() == entries;
    }
}
