package dev.cairn.node.metadata;

import dev.cairn.protocol.topology.ClusterSettings;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.protocol.topology.Topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The next topology while the commands of one log entry work on it. */
final class TopologyDraft {
    private final Topology before;
    private final Map<NodeId, NodeEntry> nodes;
    private final List<ShardEntry> shards;
    private ClusterSettings settings;
    private List<NodeId> voters;
    private boolean changed;

    TopologyDraft(Topology before) {
        this.before = before;
        nodes = new TreeMap<>(before.nodes());
        shards = new ArrayList<>(before.shards());
        settings = before.settings();
        voters = before.voters();
    }

    ClusterSettings settings() {
        return settings;
    }

    List<NodeId> voters() {
        return voters;
    }

    List<ShardEntry> shards() {
        return shards;
    }

    int nodeCount() {
        return nodes.size();
    }

    /** A node that has not left; rejects the command when there is none. */
    NodeEntry node(NodeId id) {
        NodeEntry node = nodes.get(id);
        if (node == null || node.state() == NodeState.GONE) {
            throw new CommandRejected(Rejection.UNKNOWN_NODE);
        }
        return node;
    }

    boolean isListed(NodeId id) {
        return nodes.containsKey(id);
    }

    boolean isGone(NodeId id) {
        NodeEntry node = nodes.get(id);
        return node != null && node.state() == NodeState.GONE;
    }

    void put(NodeEntry node) {
        nodes.put(node.id(), node);
        changed();
    }

    void forget(NodeId node) {
        nodes.remove(node);
        changed();
    }

    void put(ClusterSettings next) {
        settings = next;
        changed();
    }

    void putVoters(List<NodeId> next) {
        voters = next;
        changed();
    }

    void put(ShardDraft shard) {
        ShardEntry entry = shard.settle(minInSync()).toEntry();
        shards.set(entry.shard(), entry);
        changed();
    }

    /** The in-sync members a shard needs with the members there are now. */
    int minInSync() {
        long members =
                nodes.values().stream()
                        .map(NodeEntry::state)
                        .filter(s -> s == NodeState.ACTIVE || s == NodeState.STOPPING)
                        .count();
        return settings.minInSyncWith((int) members);
    }

    /** The topology with all changes at the next version, or the same one when there are none. */
    Topology toTopology() {
        if (!changed) {
            return before;
        }
        settleAll();
        return new Topology(
                before.clusterId(), before.version() + 1, settings, nodes, shards, voters);
    }

    /** A smaller grid may need fewer in-sync members, which ends eligibility elsewhere. */
    private void settleAll() {
        int min = minInSync();
        for (ShardEntry shard : List.copyOf(shards)) {
            if (!shard.eligible().isEmpty() && shard.inSync().size() >= min) {
                put(new ShardDraft(shard));
            }
        }
    }

    private void changed() {
        changed = true;
    }
}
