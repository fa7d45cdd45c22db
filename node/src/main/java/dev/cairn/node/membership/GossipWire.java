package dev.cairn.node.membership;

import dev.cairn.protocol.topology.NodeId;

/** Carries gossip to other nodes; may lose it, never blocks. */
@FunctionalInterface
public interface GossipWire {
    void send(NodeId to, Gossip message);
}
