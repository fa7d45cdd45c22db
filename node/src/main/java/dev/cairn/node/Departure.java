package dev.cairn.node;

import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.topology.Topology;

import org.jspecify.annotations.Nullable;

import java.util.function.Predicate;

/** How far a node that stops is: whether it may go now. */
enum Departure {
    /** Others can take over what this node answers for, and have not done so yet. */
    AWAITS_SUCCESSORS,
    /** Nobody counts on this node any more: it leads nothing and is in no in-sync set. */
    RELIEVED,
    /** Nobody who stays could take over, as when the whole grid stops: waiting is of no use. */
    ALONE;

    /** Where {@code self} stands; a node that is not {@code present} cannot take over now. */
    static Departure of(Topology topology, NodeId self, Predicate<NodeId> present) {
        if (isKnownToGo(topology.node(self))
                && topology.shards().stream().noneMatch(shard -> shard.hasInSync(self))) {
            return RELIEVED;
        }
        boolean accompanied =
                topology.nodes().values().stream()
                        .filter(node -> !node.id().equals(self))
                        .filter(node -> node.state() == NodeState.ACTIVE)
                        .anyMatch(node -> present.test(node.id()));
        return accompanied ? AWAITS_SUCCESSORS : ALONE;
    }

    /** Until it is, a shard may still be given to it. */
    private static boolean isKnownToGo(@Nullable NodeEntry node) {
        return node == null || node.state() != NodeState.ACTIVE;
    }
}
