package dev.cairn.replication.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.stream.LongStream;

/**
 * The simulation can fail: it finds each planted bug by the invariant that the bug violates, and
 * nothing in the same history without the bug.
 *
 * <p>Some bugs of the design's list have no place here: what acknowledges before its fsync needs a
 * disk, and a replica that expires by its own clock needs a store.
 */
final class PlantedBugsTest {
    private static final int SEEDS = 2_000;
    private static final int SECONDS = 10;

    @ParameterizedTest
    @EnumSource
    void isFoundAndNothingElse(PlantedBug bug) {
        long seed =
                LongStream.concat(LongStream.of(bug.seed()), LongStream.rangeClosed(1, SEEDS))
                        .filter(each -> givesAway(bug, failure(bug.conduct(), each)))
                        .findFirst()
                        .orElse(0);
        System.out.printf("%s: seed %d%n", bug, seed);
        assertThat(seed).as("the history that gives %s away", bug).isPositive();
        assertThat(failure(Conduct.RIGHT, seed)).as("without %s", bug).isNull();
    }

    private static boolean givesAway(PlantedBug bug, @Nullable String failure) {
        return failure != null && failure.startsWith(bug.violated());
    }

    /** How a history ends before its time; null if all is well. */
    private static @Nullable String failure(Conduct conduct, long seed) {
        var grid = new SimGrid(seed, conduct);
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
