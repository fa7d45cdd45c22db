package dev.cairn.node.metadata.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.metadata.Grids;
import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.protocol.topology.Topology;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

final class ControllerTest {
    private static final int SHARDS = 32;

    @Test
    void theFirstPlacementIsEvenForEveryNumberOfNodes() {
        for (int count = 1; count <= 12; count++) {
            for (int shards = 16; shards <= 1_024; shards *= 2) {
                assertEven(new GridModel(1, count, shards).topology());
            }
        }
    }

    @Test
    void aQuietGridIsLeftAlone() {
        var grid = new GridModel(1, 5, SHARDS);
        Topology before = grid.topology();
        grid.run(Duration.ofSeconds(20));

        assertThat(grid.topology()).isEqualTo(before);
    }

    @Test
    void aLostNodesShardsAreSpreadOverTheSurvivorsWithinThreeSeconds() {
        var grid = new GridModel(2, 3, SHARDS);
        grid.kill(machine(grid, 1));
        grid.run(Duration.ofSeconds(3));

        for (ShardEntry shard : grid.topology().shards()) {
            assertThat(shard.primary()).isNotNull().isNotEqualTo(Grids.id(1));
            assertThat(shard.hasInSync(Grids.id(1))).isFalse();
            assertThat(shard.replicas()).contains(Grids.id(1));
        }
        int second = grid.topology().slotsOwnedBy(Grids.id(2)).size();
        assertThat(second).isPositive();
        assertThat(spread(primaries(grid.topology(), List.of(2, 3)))).isLessThanOrEqualTo(1);
    }

    @Test
    void aNodeThatIsBackGetsItsShareAgain() {
        var grid = new GridModel(3, 3, SHARDS);
        grid.kill(machine(grid, 1));
        grid.run(Duration.ofSeconds(4));
        grid.restart(machine(grid, 1));
        grid.run(Duration.ofSeconds(8));

        assertWhole(grid, 3);
    }

    @Test
    void aNodeThatIsGoneForLongIsReplacedWhereThereIsRoom() {
        var grid = new GridModel(4, 4, SHARDS);
        grid.kill(machine(grid, 1));
        grid.run(Duration.ofSeconds(30));

        for (ShardEntry shard : grid.topology().shards()) {
            assertThat(shard.concerns(Grids.id(1))).isFalse();
            assertThat(shard.inSync()).hasSize(3);
        }
    }

    @Test
    void aLongDeadNodeKeepsItsPlaceWhereThereIsNoRoom() {
        var grid = new GridModel(5, 3, SHARDS);
        grid.kill(machine(grid, 1));
        grid.run(Duration.ofSeconds(30));

        assertThat(grid.topology().shards()).allMatch(shard -> shard.isHeldBy(Grids.id(1)));
        assertThat(grid.topology().minInSync()).isEqualTo(2);
    }

    @Test
    void aNodeThatJoinsTakesItsShareOfCopiesAndPrimaries() {
        var grid = new GridModel(6, 3, SHARDS);
        grid.add(4);
        grid.run(Duration.ofSeconds(20));

        assertWhole(grid, 3);
        assertEven(grid.topology());
        assertThat(copies(grid.topology(), List.of(4)).getFirst()).isGreaterThanOrEqualTo(23);
    }

    @Test
    void aGridGrowsFromOneNodeToFive() {
        var grid = new GridModel(7, 1, SHARDS);
        for (int number = 2; number <= 5; number++) {
            grid.add(number);
            grid.run(Duration.ofSeconds(15));
            assertWhole(grid, Math.min(3, number));
        }
        assertEven(grid.topology());
    }

    @Test
    void aNodeThatLeavesIsEmptiedFirst() {
        var grid = new GridModel(8, 4, SHARDS);
        for (int again = 0; again < 40; again++) {
            grid.wish(machine(grid, 2), NodeState.DRAINING);
            grid.run(Duration.ofMillis(500));
        }

        assertThat(grid.topology().shards()).noneMatch(s -> s.concerns(Grids.id(2)));
        assertThat(node(grid, 2).state()).isEqualTo(NodeState.GONE);
        assertThat(grid.topology().shards()).allMatch(s -> s.inSync().size() == 3);
    }

    @Test
    void aNodeThatStopsHandsOverAndLeavesInSyncSetsButKeepsItsCopies() {
        var grid = new GridModel(9, 3, SHARDS);
        for (int again = 0; again < 10; again++) {
            grid.wish(machine(grid, 2), NodeState.STOPPING);
            grid.run(Duration.ofMillis(200));
        }

        for (ShardEntry shard : grid.topology().shards()) {
            assertThat(shard.primary()).isNotNull().isNotEqualTo(Grids.id(2));
            assertThat(shard.hasInSync(Grids.id(2))).isFalse();
            assertThat(shard.isHeldBy(Grids.id(2))).isTrue();
        }
        grid.kill(machine(grid, 2));
        grid.run(Duration.ofSeconds(1));
        grid.restart(machine(grid, 2));
        grid.run(Duration.ofSeconds(8));
        assertWhole(grid, 3);
    }

    @Test
    void aWholeGridThatRestartsServesAgain() {
        var grid = new GridModel(10, 3, SHARDS);
        grid.run(Duration.ofSeconds(2));
        grid.machines.values().forEach(grid::kill);
        grid.run(Duration.ofSeconds(3));
        assertThat(grid.topology().shards()).allMatch(shard -> shard.primary() == null);
        grid.machines.values().forEach(grid::restart);
        grid.run(Duration.ofSeconds(10));

        assertWhole(grid, 3);
    }

    @Test
    void aWholeGridThatComesBackEmptyServesAgain() {
        var grid = new GridModel(13, 3, SHARDS);
        grid.run(Duration.ofSeconds(2));
        grid.machines.values().forEach(grid::kill);
        grid.run(Duration.ofSeconds(3));
        grid.machines.values().forEach(grid::restartEmptied);
        grid.run(Duration.ofSeconds(10));

        assertWhole(grid, 3);
        assertThat(grid.state.uncleanElections()).isEqualTo(SHARDS);
        assertThat(grid.takeOver()).isZero();
    }

    @Test
    void whatOnlyALostNodeHasIsGivenUpByAnOperatorAndByNobodyElse() {
        var grid = new GridModel(14, 3, SHARDS);
        grid.run(Duration.ofSeconds(2));
        grid.machines.values().forEach(grid::kill);
        grid.run(Duration.ofSeconds(3));
        grid.restartEmptied(machine(grid, 1));
        grid.restartEmptied(machine(grid, 2));
        grid.run(Duration.ofSeconds(30));
        assertThat(grid.topology().shards())
                .allMatch(shard -> shard.eligible().equals(List.of(Grids.id(3))))
                .allMatch(shard -> shard.primary() == null);

        assertThat(grid.takeOver()).isEqualTo(SHARDS);
        grid.run(Duration.ofSeconds(10));
        assertThat(grid.topology().shards())
                .allMatch(shard -> shard.primary() != null)
                .allMatch(shard -> shard.inSync().size() == 2);
        assertThat(grid.state.uncleanElections()).isEqualTo(SHARDS);
        assertThat(grid.takeOver()).isZero();
    }

    @Test
    void shardsAllOfWhoseHoldersAreLostBeginAgainElsewhereOnceTheyAreGivenUp() {
        var grid = new GridModel(15, 6, SHARDS);
        grid.run(Duration.ofSeconds(2));
        List.of(1, 2, 3).forEach(number -> grid.kill(machine(grid, number)));
        grid.run(Duration.ofSeconds(30));
        int stranded = grid.takeOver();
        assertThat(stranded).isPositive();
        grid.run(Duration.ofSeconds(30));

        assertThat(grid.state.uncleanElections()).isEqualTo(stranded);
        for (ShardEntry shard : grid.topology().shards()) {
            assertThat(shard.primary()).as(shard.toString()).isNotNull();
            assertThat(shard.inSync()).as(shard.toString()).hasSize(3);
        }
    }

    @Test
    void anEmptiedPodOnTheSameAddressTakesThePlaceOfItsFormerSelf() {
        var grid = new GridModel(11, 3, SHARDS);
        grid.kill(machine(grid, 1));
        addAtAddressOf(grid, 1, 4);
        grid.run(Duration.ofSeconds(20));

        assertThat(node(grid, 1).state()).isEqualTo(NodeState.DRAINING);
        assertThat(grid.topology().shards()).noneMatch(s -> s.concerns(Grids.id(1)));
        assertThat(grid.topology().shards()).allMatch(s -> s.inSync().size() == 3);
    }

    @Test
    void aReplacedNodesCopiesAreMadeManyAtATimeSinceEachIsWatchedForAWhile() {
        var grid = new GridModel(12, 3, 256);
        grid.catchUpNanos = Duration.ofSeconds(2).toNanos();
        grid.kill(machine(grid, 1));
        addAtAddressOf(grid, 1, 4);
        grid.run(Duration.ofSeconds(20));

        assertThat(grid.topology().shards()).noneMatch(s -> s.concerns(Grids.id(1)));
        assertWhole(grid, 3);
    }

    @Test
    void nothingAcknowledgedIsLostWhateverHappensAndTheGridComesToRest() {
        long seeds = Long.getLong("cairn.seeds", 10);
        for (long seed = 100; seed < 100 + seeds; seed++) {
            try {
                storm(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    /** Random kills, restarts, joins and leaders; then calm. */
    private static void storm(long seed) {
        int nodes = 1 + (int) (seed % 5);
        var grid = new GridModel(seed, nodes, 16);
        int next = nodes + 1;
        for (int round = 0; round < 40; round++) {
            GridModel.Machine machine =
                    machine(grid, 1 + grid.random.nextInt(grid.machines.size()));
            switch (grid.random.nextInt(8)) {
                case 0, 1 -> {
                    if (machine.alive) {
                        grid.kill(machine);
                    }
                }
                case 2, 3, 4 -> {
                    if (!machine.alive) {
                        grid.restart(machine);
                    }
                }
                case 5 -> grid.newLeader();
                case 6 -> grid.wish(machine, NodeState.STOPPING);
                default -> {
                    if (next < 7 && grid.random.nextInt(4) == 0) {
                        grid.add(next++);
                    }
                }
            }
            grid.run(Duration.ofMillis(100 + grid.random.nextInt(1_500)));
        }
        calm(grid);
        assertWhole(grid, Math.min(3, grid.machines.size()));
        assertEven(grid.topology());
    }

    private static void calm(GridModel grid) {
        for (GridModel.Machine machine : grid.machines.values()) {
            if (machine.alive) {
                grid.kill(machine);
            }
            grid.restart(machine);
        }
        grid.run(Duration.ofSeconds(10));
        assertThat(grid.topology().shards())
                .as("all writable within ten seconds")
                .allMatch(s -> s.primary() != null)
                .allMatch(s -> s.inSync().size() >= grid.topology().minInSync());
        grid.run(Duration.ofSeconds(20));
    }

    private static void addAtAddressOf(GridModel grid, int former, int number) {
        GridModel.Machine successor = grid.add(number);
        successor.entry =
                new NodeEntry(
                        successor.id,
                        successor.entry.store(),
                        1,
                        Grids.node(former).address(),
                        NodeState.ACTIVE);
    }

    private static void assertWhole(GridModel grid, int copies) {
        for (ShardEntry shard : grid.topology().shards()) {
            assertThat(shard.primary()).as(shard.toString()).isNotNull();
            assertThat(shard.inSync()).as(shard.toString()).hasSize(copies);
            assertThat(shard.replicas()).as(shard.toString()).hasSize(copies - 1);
            assertThat(shard.learners()).as(shard.toString()).isEmpty();
            for (Member member : shard.inSync()) {
                assertThat(grid.machine(member.node()).entry.member()).isEqualTo(member);
            }
        }
    }

    private static void assertEven(Topology topology) {
        List<Integer> all = IntStream.rangeClosed(1, topology.nodes().size()).boxed().toList();
        assertThat(spread(copies(topology, all))).as("copies in " + all).isLessThanOrEqualTo(1);
        assertThat(spread(primaries(topology, all))).as("primaries").isLessThanOrEqualTo(1);
    }

    private static int spread(List<Integer> counts) {
        return counts.stream().mapToInt(Integer::intValue).max().orElse(0)
                - counts.stream().mapToInt(Integer::intValue).min().orElse(0);
    }

    private static List<Integer> copies(Topology topology, List<Integer> numbers) {
        return counts(topology, numbers, ShardEntry::isHeldBy);
    }

    private static List<Integer> primaries(Topology topology, List<Integer> numbers) {
        return counts(topology, numbers, (shard, node) -> node.equals(shard.primary()));
    }

    private static List<Integer> counts(
            Topology topology,
            List<Integer> numbers,
            java.util.function.BiPredicate<ShardEntry, NodeId> counted) {
        List<Integer> counts = new ArrayList<>();
        for (int number : numbers) {
            NodeId id = Grids.id(number);
            counts.add((int) topology.shards().stream().filter(s -> counted.test(s, id)).count());
        }
        return counts;
    }

    private static GridModel.Machine machine(GridModel grid, int number) {
        return grid.machine(Grids.id(number));
    }

    private static NodeEntry node(GridModel grid, int number) {
        return Objects.requireNonNull(grid.topology().nodes().get(Grids.id(number)));
    }
}
