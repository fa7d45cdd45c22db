package dev.cairn.node.metadata.controller;

import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Who is believed dead, and for how long. A node that nothing was heard of counts as alive. */
final class Vitals {
    private final Map<NodeId, Sign> signs = new HashMap<>();
    private long lastChangeNanos;

    /** The last word about a node: alive or not, and since when. */
    private record Sign(long incarnation, boolean alive, long sinceNanos) {}

    Vitals(long nowNanos) {
        lastChangeNanos = nowNanos;
    }

    void heard(Hint.Liveness hint, long nowNanos) {
        Sign old = signs.get(hint.node());
        if (old != null && hint.incarnation() < old.incarnation()) {
            return;
        }
        boolean same =
                old != null
                        && old.alive() == hint.alive()
                        && old.incarnation() == hint.incarnation();
        if (!same) {
            signs.put(hint.node(), new Sign(hint.incarnation(), hint.alive(), nowNanos));
            lastChangeNanos = nowNanos;
        }
    }

    boolean isDead(NodeEntry node) {
        Sign sign = signs.get(node.id());
        return sign != null && !sign.alive() && sign.incarnation() >= node.incarnation();
    }

    /** Whether the node is dead and has been for at least this long. */
    boolean isDeadFor(NodeEntry node, Duration length, long nowNanos) {
        Sign sign = signs.get(node.id());
        return isDead(node) && sign != null && nowNanos - sign.sinceNanos() >= length.toNanos();
    }

    /** Whether nobody came back or was lost for at least this long. */
    boolean steadyFor(Duration length, long nowNanos) {
        return nowNanos - lastChangeNanos >= length.toNanos();
    }
}
