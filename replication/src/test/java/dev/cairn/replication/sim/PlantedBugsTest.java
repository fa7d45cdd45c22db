package dev.cairn.replication.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation can fail: it finds each planted bug. */
final class PlantedBugsTest {
    private static final int SEEDS = 2_000;
    private static final int SECONDS = 10;

    @ParameterizedTest
    @EnumSource
    void isFound(PlantedBug bug) {
        String found = null;
        for (long seed = 1; found == null && seed <= SEEDS; seed++) {
            found = failure(bug, seed);
        }
        System.out.println(bug + ": " + found);
        assertThat(found).as("what gives %s away", bug).isNotNull();
    }

    private static @Nullable String failure(PlantedBug bug, long seed) {
        var grid = new SimGrid(seed, bug.conduct());
        try {
            grid.run(SECONDS);
            return null;
        } catch (AssertionError violation) {
            return violation.getMessage();
        } catch (RuntimeException refused) {
            return refused + grid.where();
        }
    }
}
