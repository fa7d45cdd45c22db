package dev.cairn.replication.sim;

import dev.cairn.protocol.topology.NodeId;
import dev.cairn.replication.message.Message;

/** A message and who sent it. */
record Letter(NodeId from, Message message) {
    /** Another message of the same sender. */
    Letter with(Message other) {
        return new Letter(from, other);
    }
}
