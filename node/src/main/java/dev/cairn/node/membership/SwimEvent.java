package dev.cairn.node.membership;

import dev.cairn.protocol.topology.NodeId;

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

    /** This node has news about itself. */
    record FactsChanged(Facts facts) implements SwimEvent {}

    /** This node is about to stop. */
    record Leaving() implements SwimEvent {}
}
