package dev.cairn.node.metadata.controller;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.NodeState;

import java.util.List;

/** What the controller hears from outside the log; none of it is binding. */
public sealed interface Hint {
    /** Gossip believes that a node, in this life, is alive or dead. */
    record Liveness(NodeId node, long incarnation, boolean alive) implements Hint {}

    /** A node says who and where it is; repeated until it finds itself in the topology. */
    record Announced(NodeEntry node) implements Hint {}

    /** A node in this life wishes to stop, to leave or to stay; repeated until it is so. */
    record StateWished(Member node, NodeState wish) implements Hint {}

    /**
     * An in-sync member has not heard of its primary for the whole grace and refuses the term from
     * now on; repeated until the term is over.
     */
    record DepositionAsked(int shard, long term, Member by) implements Hint {}

    /**
     * The end of a member's log. By sending it the member has promised to refuse every term before
     * the fenced one, and that no lease it granted before is still valid.
     *
     * @param version that of the shard's entry by which it was fenced; the promise ends when a
     *     later one takes the member out of the in-sync set
     */
    record LogEnd(
            int shard, long fencedTerm, long version, Member by, long lastTerm, long lastOffset)
            implements Hint {}

    /** Who votes in the log, as its engine says. */
    record EngineVoters(List<NodeId> voters) implements Hint {
        public EngineVoters {
            voters = List.copyOf(voters);
        }
    }
}
