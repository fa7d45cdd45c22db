package dev.cairn.node.metadata;

import dev.cairn.protocol.topology.ClusterSettings;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.protocol.topology.Topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a follower of the topology needs to get from the version it has to a later one. */
public sealed interface TopologyUpdate {
    /** The version that it leads to. */
    long version();

    /** Everything, for whoever is too far behind. */
    record Snapshot(Topology topology) implements TopologyUpdate {
        @Override
        public long version() {
            return topology.version();
        }
    }

    /**
     * The entries that changed, whole, and what else is new.
     *
     * @param from the only version that it can be applied to
     * @param forgotten nodes that are no longer listed
     */
    record Delta(
            long from,
            long version,
            ClusterSettings settings,
            List<NodeEntry> nodes,
            List<NodeId> forgotten,
            List<ShardEntry> shards,
            List<NodeId> voters)
            implements TopologyUpdate {
        /** The difference between two versions of one grid's topology. */
        static Delta between(Topology from, Topology to) {
            List<NodeEntry> nodes =
                    to.nodes().values().stream()
                            .filter(node -> !node.equals(from.nodes().get(node.id())))
                            .toList();
            List<NodeId> forgotten =
                    from.nodes().keySet().stream()
                            .filter(node -> !to.nodes().containsKey(node))
                            .toList();
            List<ShardEntry> shards =
                    to.shards().stream()
                            .filter(shard -> !shard.equals(from.shard(shard.shard())))
                            .toList();
            return new Delta(
                    from.version(),
                    to.version(),
                    to.settings(),
                    nodes,
                    forgotten,
                    shards,
                    to.voters());
        }

        /** The later topology; throws IllegalArgumentException when this does not fit. */
        Topology applyTo(Topology old) {
            if (old.version() != from || version <= from) {
                throw new IllegalArgumentException(
                        "delta " + from + ".." + version + " on version " + old.version());
            }
            Map<NodeId, NodeEntry> nextNodes = new TreeMap<>(old.nodes());
            forgotten.forEach(nextNodes::remove);
            nodes.forEach(node -> nextNodes.put(node.id(), node));
            List<ShardEntry> nextShards = new ArrayList<>(old.shards());
            for (ShardEntry shard : shards) {
                if (shard.shard() >= nextShards.size()) {
                    throw new IllegalArgumentException("no shard " + shard.shard());
                }
                nextShards.set(shard.shard(), shard);
            }
            return new Topology(old.clusterId(), version, settings, nextNodes, nextShards, voters);
        }
    }
}
