package dev.cairn.node.metadata;

import static dev.cairn.node.metadata.Grids.at;
import static dev.cairn.node.metadata.Grids.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.protocol.topology.ClusterSettings;
import dev.cairn.protocol.topology.Durability;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.topology.Topology;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

final class TopologyHistoryTest {
    private final MetaState grid = Grids.formed(3, 16);
    private final TopologyHistory history = new TopologyHistory();
    private long sequence = 1;

    @Test
    void whoeverFollowsFromAnyVersionArrivesAtTheLatest() {
        long seed = 42;
        var random = new Random(seed);
        List<Topology> all = new ArrayList<>(List.of(Grids.topology(grid)));
        history.add(all.getFirst());
        while (all.size() < 3 * TopologyHistory.KEPT) {
            grid.apply(change(random), new RequestId(1, sequence++));
            if (history.add(Grids.topology(grid))) {
                all.add(Grids.topology(grid));
            }
        }

        for (Topology old : all) {
            TopologyUpdate update = history.since(old.version());
            update = UpdateCodec.decode(UpdateCodec.encode(update));
            assertThat(follow(old, update)).as("seed " + seed).isEqualTo(all.getLast());
        }
        assertThat(history.since(0)).isInstanceOf(TopologyUpdate.Snapshot.class);
        assertThat(history.since(all.getLast().version() - 1))
                .isInstanceOf(TopologyUpdate.Delta.class);
    }

    @Test
    void olderTopologiesAreNoNewsAndUnknownFuturesGetNothing() {
        assertThat(history.since(0)).isNull();
        assertThat(history.add(Grids.topology(grid))).isTrue();
        assertThat(history.add(Grids.topology(grid))).isFalse();
        assertThat(history.since(7)).isNull();
        assertThat(UpdateCodec.decode(UpdateCodec.encode(null))).isNull();
    }

    @Test
    void aDeltaFitsOnlyTheVersionItWasMadeFor() {
        Topology first = Grids.topology(grid);
        grid.apply(new MetaCommand.TakeOffline(0, 1), new RequestId(1, 1));
        Topology second = Grids.topology(grid);
        var delta = TopologyUpdate.Delta.between(first, second);

        assertThat(delta.shards()).hasSize(1);
        assertThat(delta.nodes()).isEmpty();
        assertThatThrownBy(() -> delta.applyTo(second))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private MetaCommand change(Random random) {
        int shard = random.nextInt(16);
        return switch (random.nextInt(7)) {
            case 0 -> new MetaCommand.JoinNode(Grids.node(4 + random.nextInt(6)));
            case 1 -> new MetaCommand.RemoveNode(id(4 + random.nextInt(6)));
            case 2 -> new MetaCommand.ForgetNode(id(4 + random.nextInt(6)));
            case 3 ->
                    new MetaCommand.SetClusterSettings(
                            Grids.topology(grid).settings(),
                            new ClusterSettings(
                                    16, 3, 1 + random.nextInt(3), Durability.REPLICATED));
            case 4 ->
                    new MetaCommand.ChangeNodeState(
                            Grids.node(1 + random.nextInt(9)).member(),
                            NodeState.ACTIVE,
                            NodeState.DRAINING);
            case 5 ->
                    new MetaCommand.AddLearner(
                            at(Grids.shard(grid, shard)), id(4 + random.nextInt(6)));
            default -> new MetaCommand.TakeOffline(shard, Grids.shard(grid, shard).term());
        };
    }

    private static Topology follow(Topology old, @Nullable TopologyUpdate update) {
        return switch (update) {
            case null -> old;
            case TopologyUpdate.Snapshot u -> u.topology();
            case TopologyUpdate.Delta u -> u.applyTo(old);
        };
    }
}
