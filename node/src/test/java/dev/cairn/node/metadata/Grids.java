package dev.cairn.node.metadata;

import dev.cairn.node.metadata.MetaCommand.FormCluster;
import dev.cairn.node.metadata.MetaCommand.ShardVersion;
import dev.cairn.protocol.topology.ClusterSettings;
import dev.cairn.protocol.topology.Durability;
import dev.cairn.protocol.topology.NodeAddress;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.protocol.topology.StoreId;
import dev.cairn.protocol.topology.Topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;

/** Small grids for tests: nodes are numbered from 1. */
public final class Grids {
    private Grids() {}

    public static NodeId id(int number) {
        return new NodeId(String.format("%040x", number));
    }

    public static NodeEntry node(int number) {
        return node(number, 1);
    }

    public static NodeEntry node(int number, long incarnation) {
        return new NodeEntry(
                id(number),
                new StoreId(new UUID(0, number)),
                incarnation,
                new NodeAddress("127.0.0.1", 6379 + number, 16379 + number, 0),
                NodeState.ACTIVE);
    }

    public static List<NodeEntry> nodes(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(Grids::node).toList();
    }

    /** Every node holds every shard, up to three of them; primaries go round. */
    public static FormCluster form(int nodes, int shards) {
        var settings = new ClusterSettings(shards, 3, 2, Durability.REPLICATED);
        List<List<NodeId>> holders = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            int first = shard;
            holders.add(
                    IntStream.range(0, Math.min(3, nodes))
                            .mapToObj(i -> id((first + i) % nodes + 1))
                            .toList());
        }
        return new FormCluster("grid", settings, nodes(nodes), holders, List.of(id(1)));
    }

    public static MetaState formed(int nodes, int shards) {
        var state = new MetaState();
        state.apply(form(nodes, shards), new RequestId(0, 0));
        return state;
    }

    public static Topology topology(MetaState state) {
        return Objects.requireNonNull(state.topology());
    }

    public static ShardEntry shard(MetaState state, int shard) {
        return topology(state).shard(shard);
    }

    public static ShardVersion at(ShardEntry shard) {
        return new ShardVersion(shard.shard(), shard.term(), shard.version());
    }
}
