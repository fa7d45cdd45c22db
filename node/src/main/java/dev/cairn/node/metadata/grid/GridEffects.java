package dev.cairn.node.metadata.grid;

import dev.cairn.node.metadata.controller.Action;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.Topology;

import java.util.List;

/** What a grid asks of the node it runs in. All calls come from one thread and must not block. */
public interface GridEffects {
    /** The node belongs to this grid, and these are the nodes to keep in touch with. */
    void belongsTo(String clusterId, List<NodeEntry> nodes);

    /** The topology has a newer version; in order. */
    void topologyChanged(Topology topology);

    /** Ask a node, maybe this one, to fence terms and to report the ends of its logs. */
    void fence(NodeId to, List<Action.FenceOrder> orders);

    /** Ask a primary, maybe this one, to hand shards over. */
    void handOver(NodeId primary, List<Action.HandOverOrder> orders);

    /** The metadata engine of this node cannot go on. */
    void failed(String why);
}
