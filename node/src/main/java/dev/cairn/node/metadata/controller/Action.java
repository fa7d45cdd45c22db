package dev.cairn.node.metadata.controller;

import dev.cairn.node.metadata.MetaCommand;
import dev.cairn.protocol.topology.NodeId;

import java.util.List;

/** What the controller wants done. Each is repeated after a while if nothing came of it. */
public sealed interface Action {
    /** Bring this command into the log. */
    record Propose(MetaCommand command) implements Action {}

    /** Ask a node to refuse all terms before these, and to say where its logs end. */
    record Fence(NodeId to, List<FenceOrder> orders) implements Action {
        public Fence {
            orders = List.copyOf(orders);
        }
    }

    /** A shard, the term that is to begin, and the version of the entry by which that is so. */
    record FenceOrder(int shard, long term, long version) {}

    /** Ask a primary to hand shards over; it proposes the transfer when the successor is level. */
    record HandOver(NodeId primary, List<HandOverOrder> orders) implements Action {
        public HandOver {
            orders = List.copyOf(orders);
        }
    }

    /** A shard at a term and version, and its next primary. */
    record HandOverOrder(int shard, long term, long version, NodeId to) {}

    /** Let other nodes vote. */
    record ChangeVoters(List<NodeId> expected, List<NodeId> next) implements Action {
        public ChangeVoters {
            expected = List.copyOf(expected);
            next = List.copyOf(next);
        }
    }
}
