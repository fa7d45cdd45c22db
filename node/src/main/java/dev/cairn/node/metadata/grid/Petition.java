package dev.cairn.node.metadata.grid;

import dev.cairn.node.metadata.controller.Hint;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.topology.Topology;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * What this node asks of the leader for itself, to be listed or to be in another state: said at
 * once, since somebody may wait for it, and again now and then until the topology shows it. Pure.
 */
final class Petition {
    static final Duration AGAIN = Duration.ofMillis(500);

    private final NodeEntry self;
    private @Nullable NodeState wish;
    private @Nullable Hint said;
    private long saidNanos;

    Petition(NodeEntry self) {
        this.self = self;
    }

    void wish(NodeState state) {
        wish = state;
    }

    /** What is to be said now; null if nothing, or not yet again. */
    @Nullable Hint due(@Nullable Topology topology, long nowNanos) {
        Hint open = topology == null ? null : open(topology);
        boolean isFresh = nowNanos - saidNanos < AGAIN.toNanos();
        if (open != null && open.equals(said) && isFresh) {
            return null;
        }
        said = open;
        saidNanos = nowNanos;
        return open;
    }

    /** A wish of an earlier life that was granted late is not this one's. */
    private @Nullable NodeState wished(NodeEntry known) {
        return wish == null && known.state() == NodeState.STOPPING ? NodeState.ACTIVE : wish;
    }

    private @Nullable Hint open(Topology topology) {
        NodeEntry known = topology.nodes().get(self.id());
        boolean isListed =
                known != null
                        && known.incarnation() >= self.incarnation()
                        && known.address().equals(self.address());
        if (known == null || !isListed) {
            return new Hint.Announced(self);
        }
        NodeState wished = wished(known);
        return wished == null || known.state() == wished
                ? null
                : new Hint.StateWished(self.member(), wished);
    }
}
