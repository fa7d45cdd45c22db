package dev.cairn.node.membership;

import dev.cairn.protocol.topology.NodeAddress;
import dev.cairn.protocol.topology.NodeId;

/**
 * What this node thinks of a node at one moment.
 *
 * @param sinceNanos since when it has this standing, on this node's monotonic clock
 */
public record MemberView(
        NodeId id, Version version, Standing standing, NodeAddress address, long sinceNanos) {

    /** The life of the node's process that this is about. */
    public long incarnation() {
        return version.incarnation();
    }
}
