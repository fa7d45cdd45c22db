package dev.cairn.node.metadata.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.time.Duration;
import java.util.List;

/**
 * The controller and the rules of the state over a log that does its worst, with nodes that die,
 * come back, join and stop. {@code -Dcairn.seeds=10000} runs as many; a failure names its seed, and
 * {@code -Dcairn.seed=N} runs that one alone.
 */
final class MetadataSimulationTest {
    private static final int SHARDS = 8;
    private static final int ROUNDS = 12;
    private static final long SEEDS = Long.getLong("cairn.seeds", 200);
    private static final long MOST_FOR_A_BUG = 200;
    private static final @Nullable Long ONLY = Long.getLong("cairn.seed");

    @Test
    void whateverTheLogDoesNothingIsDecidedTwiceAndAllComesToRest() {
        long first = ONLY == null ? 1 : ONLY;
        long last = ONLY == null ? SEEDS : ONLY;
        for (long seed = first; seed <= last; seed++) {
            try {
                run(seed, PlantedBug.NONE);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("-Dcairn.seed=" + seed, failure);
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameTrace() {
        assertThat(run(7, PlantedBug.NONE)).isEqualTo(run(7, PlantedBug.NONE));
        assertThat(run(7, PlantedBug.NONE)).isNotEqualTo(run(8, PlantedBug.NONE));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void aPlantedBugIsFound(PlantedBug bug) {
        for (long seed = 1; seed <= MOST_FOR_A_BUG; seed++) {
            try {
                run(seed, bug);
            } catch (AssertionError found) {
                return;
            }
        }
        fail("%s was not found in %d seeds", bug, MOST_FOR_A_BUG);
    }

    /** One run; the hash of all that was decided in it. */
    private static long run(long seed, PlantedBug bug) {
        int nodes = 3 + (int) (seed % 3);
        var grid = new VotersModel(seed, nodes, SHARDS, bug);
        for (int round = 0; round < ROUNDS; round++) {
            strike(grid, nodes + 1);
            grid.run(Duration.ofMillis(100 + grid.random.nextInt(1_500)));
        }
        boolean oneStaysAway = seed % 2 == 0;
        calm(grid, oneStaysAway);
        grid.run(Duration.ofSeconds(10));
        while (oneStaysAway && grid.takeOver() > 0) {
            grid.run(Duration.ofSeconds(10));
        }
        assertServed(grid);
        return grid.trace();
    }

    private static void strike(VotersModel grid, int newcomer) {
        List<NodeId> all = List.copyOf(grid.machines.keySet());
        var machine = grid.machine(all.get(grid.random.nextInt(all.size())));
        switch (grid.random.nextInt(8)) {
            case 0, 1, 2 -> {
                if (machine.alive) {
                    grid.kill(machine);
                }
            }
            case 3, 4 -> {
                if (!machine.alive && grid.random.nextInt(3) == 0) {
                    grid.restartEmptied(machine);
                } else if (!machine.alive) {
                    grid.restart(machine);
                }
            }
            case 5, 6 -> grid.disturbLog();
            default -> {
                if (all.size() < newcomer) {
                    grid.add(newcomer);
                }
            }
        }
    }

    /** Everything works from now on, but for one node that may be lost for good. */
    private static void calm(VotersModel grid, boolean oneStaysAway) {
        grid.calm();
        List<NodeId> all = List.copyOf(grid.machines.keySet());
        var lost = grid.machine(all.get(grid.random.nextInt(all.size())));
        for (GridModel.Machine machine : grid.machines.values()) {
            if (!machine.alive && !(oneStaysAway && machine == lost)) {
                grid.restart(machine);
            }
        }
        if (oneStaysAway && lost.alive && grid.random.nextBoolean()) {
            grid.kill(lost);
        }
    }

    private static void assertServed(VotersModel grid) {
        long alive = grid.machines.values().stream().filter(machine -> machine.alive).count();
        boolean allAlive = alive == grid.machines.size();
        for (ShardEntry shard : grid.topology().shards()) {
            NodeId primary = shard.primary();
            assertThat(primary).as("%s", shard).isNotNull();
            assertThat(grid.machine(primary).alive).as("%s", shard).isTrue();
            assertThat(shard.inSync())
                    .as("%s", shard)
                    .hasSizeGreaterThanOrEqualTo(allAlive ? 3 : 2)
                    .allMatch(member -> grid.machine(member.node()).alive);
        }
    }
}
