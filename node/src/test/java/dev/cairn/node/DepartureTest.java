package dev.cairn.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.metadata.Grids;
import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.protocol.topology.Topology;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** Node 1 of three stops, and others with it or not. */
final class DepartureTest {
    private static final NodeId SELF = Grids.id(1);
    private static final Predicate<NodeId> ALL_PRESENT = _ -> true;

    @Test
    void aNodeThatStopsAloneWaitsForTheOthersToTakeOver() {
        var topology = stopping(1);
        assertThat(Departure.of(topology, SELF, ALL_PRESENT))
                .isEqualTo(Departure.AWAITS_SUCCESSORS);
        assertThat(Departure.of(withoutCopiesOf(1, topology), SELF, ALL_PRESENT))
                .isEqualTo(Departure.RELIEVED);
    }

    @Test
    void oneThatStaysIsEnoughToWaitFor() {
        assertThat(Departure.of(stopping(1, 2), SELF, ALL_PRESENT))
                .isEqualTo(Departure.AWAITS_SUCCESSORS);
    }

    @Test
    void whenAllStopNobodyWaits() {
        assertThat(Departure.of(stopping(1, 2, 3), SELF, ALL_PRESENT)).isEqualTo(Departure.ALONE);
    }

    @Test
    void whoHasGoneIsNotWaitedFor() {
        var topology = stopping(1, 2);
        assertThat(Departure.of(topology, SELF, id -> !id.equals(Grids.id(3))))
                .isEqualTo(Departure.ALONE);
        assertThat(Departure.of(topology, SELF, id -> !id.equals(Grids.id(2))))
                .isEqualTo(Departure.AWAITS_SUCCESSORS);
        assertThat(Departure.of(stopping(), SELF, _ -> false)).isEqualTo(Departure.ALONE);
    }

    @Test
    void aNodeThatMayStillBeGivenShardsIsNotRelieved() {
        assertThat(Departure.of(withoutCopiesOf(1, stopping()), SELF, ALL_PRESENT))
                .isEqualTo(Departure.AWAITS_SUCCESSORS);
        var stranger = Grids.id(9);
        assertThat(Departure.of(stopping(), stranger, ALL_PRESENT)).isEqualTo(Departure.RELIEVED);
    }

    private static Topology stopping(int... numbers) {
        var topology = Grids.topology(Grids.formed(3, 16));
        var nodes = new HashMap<>(topology.nodes());
        for (int number : numbers) {
            NodeEntry node = Objects.requireNonNull(nodes.get(Grids.id(number)));
            nodes.put(node.id(), node.withState(NodeState.STOPPING));
        }
        return new Topology(
                topology.clusterId(),
                topology.version(),
                topology.settings(),
                nodes,
                topology.shards(),
                topology.voters());
    }

    /** Every shard has passed from this node to the next. */
    private static Topology withoutCopiesOf(int number, Topology topology) {
        var shards = topology.shards().stream().map(shard -> passedOn(number, shard)).toList();
        return new Topology(
                topology.clusterId(),
                topology.version(),
                topology.settings(),
                topology.nodes(),
                shards,
                topology.voters());
    }

    private static ShardEntry passedOn(int number, ShardEntry shard) {
        NodeId from = Grids.id(number);
        NodeId to = Grids.id(number % 3 + 1);
        NodeId primary = from.equals(shard.primary()) ? to : shard.primary();
        List<Member> inSync =
                shard.inSync().stream().filter(member -> !member.node().equals(from)).toList();
        List<NodeId> replicas =
                List.of(Grids.id(1), Grids.id(2), Grids.id(3)).stream()
                        .filter(id -> !id.equals(primary))
                        .toList();
        return new ShardEntry(
                shard.shard(),
                shard.term() + 1,
                shard.version() + 1,
                primary,
                replicas,
                inSync,
                List.of(),
                List.of());
    }
}
