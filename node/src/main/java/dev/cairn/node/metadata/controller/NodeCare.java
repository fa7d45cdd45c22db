package dev.cairn.node.metadata.controller;

import dev.cairn.node.metadata.MetaCommand.ChangeNodeState;
import dev.cairn.node.metadata.MetaCommand.ForgetNode;
import dev.cairn.node.metadata.MetaCommand.JoinNode;
import dev.cairn.node.metadata.MetaCommand.RemoveNode;
import dev.cairn.node.metadata.MetaCommand.UpdateNode;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.topology.Topology;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Nodes that come, come back, stop, leave and are forgotten. */
final class NodeCare {
    /** Nodes that have left and are still listed; more are forgotten. */
    private static final int GONE_KEPT = 64;

    private final Vitals vitals;
    private final Map<NodeId, NodeEntry> announced = new TreeMap<>();
    private final Map<NodeId, Hint.StateWished> wishes = new TreeMap<>();

    NodeCare(Vitals vitals) {
        this.vitals = vitals;
    }

    void heard(Hint.Announced hint) {
        NodeEntry node = hint.node();
        NodeEntry before = announced.get(node.id());
        if (before == null || before.incarnation() <= node.incarnation()) {
            announced.put(node.id(), node);
        }
    }

    void heard(Hint.StateWished hint) {
        wishes.put(hint.node().node(), hint);
    }

    void step(Topology topology, Actions out) {
        announced.values().removeIf(node -> !introduce(topology, node, out));
        wishes.values().removeIf(wish -> !grant(topology, wish, out));
        for (NodeEntry node : topology.nodes().values()) {
            retireReplaced(topology, node, out);
            removeEmpty(topology, node, out);
        }
        List<NodeEntry> gone =
                topology.nodes().values().stream()
                        .filter(node -> node.state() == NodeState.GONE)
                        .toList();
        gone.stream().skip(GONE_KEPT).forEach(node -> out.propose(new ForgetNode(node.id())));
    }

    /** Whether there is still something to do about it. */
    private static boolean introduce(Topology topology, NodeEntry node, Actions out) {
        NodeEntry known = topology.nodes().get(node.id());
        if (known == null) {
            out.propose(new JoinNode(node.withState(NodeState.ACTIVE)));
            return true;
        }
        boolean news =
                node.incarnation() > known.incarnation()
                        || (node.incarnation() == known.incarnation()
                                && !node.address().equals(known.address()));
        if (known.state() == NodeState.GONE || !news) {
            return false;
        }
        out.propose(new UpdateNode(known.incarnation(), node));
        return true;
    }

    private static boolean grant(Topology topology, Hint.StateWished hint, Actions out) {
        NodeEntry node = topology.nodes().get(hint.node().node());
        boolean current = node != null && node.incarnation() == hint.node().incarnation();
        if (node == null || !current || hint.wish() == NodeState.GONE) {
            return false;
        }
        if (node.state() == hint.wish() || node.state() == NodeState.GONE) {
            return false;
        }
        out.propose(new ChangeNodeState(node.member(), node.state(), hint.wish()));
        return true;
    }

    /** A dead node whose address another one has taken over does not come back. */
    private void retireReplaced(Topology topology, NodeEntry node, Actions out) {
        boolean counts = node.state() == NodeState.ACTIVE || node.state() == NodeState.STOPPING;
        if (!counts || !vitals.isDead(node)) {
            return;
        }
        boolean replaced =
                topology.nodes().values().stream()
                        .anyMatch(
                                other ->
                                        !other.id().equals(node.id())
                                                && other.state() == NodeState.ACTIVE
                                                && other.host().equals(node.host())
                                                && other.rpcPort() == node.rpcPort()
                                                && !vitals.isDead(other));
        if (replaced) {
            out.propose(new ChangeNodeState(node.member(), node.state(), NodeState.DRAINING));
        }
    }

    private static void removeEmpty(Topology topology, NodeEntry node, Actions out) {
        boolean leaves = node.state() == NodeState.DRAINING;
        if (leaves
                && !topology.voters().contains(node.id())
                && topology.shards().stream().noneMatch(shard -> shard.concerns(node.id()))) {
            out.propose(new RemoveNode(node.id()));
        }
    }
}
