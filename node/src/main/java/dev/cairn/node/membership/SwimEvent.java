package dev.cairn.node.membership;

import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;

import java.util.List;

/** What can happen to the membership core. */
public sealed interface SwimEvent {
    /** Time went by. */
    record Tick() implements SwimEvent {}

    /** A message arrived. */
    record Heard(NodeId from, Gossip message) implements SwimEvent {}

    /** A connection to the node was made: a good moment to exchange everything. */
    record Linked(NodeId peer) implements SwimEvent {}

    /** The connection to the node broke: a good moment to probe it. */
    record Unlinked(NodeId peer) implements SwimEvent {}

    /**
     * The grid consists of these nodes. One of which nothing was heard in the life that is listed
     * is taken for alive and probed like the others, so that it does not escape when it is dead.
     */
    record Listed(List<NodeEntry> nodes) implements SwimEvent {
        public Listed {
            nodes = List.copyOf(nodes);
        }
    }

    /** This node is about to stop. */
    record Leaving() implements SwimEvent {}
}
