package dev.cairn.replication.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/** {@code -Dcairn.seeds=100000} tries more histories, {@code -Dcairn.seed=7} only one. */
final class ReplicationSimulationTest {
    private static final long SEEDS = Long.getLong("cairn.seeds", 1_500);
    private static final long ONLY = Long.getLong("cairn.seed", 0);
    private static final int SECONDS = 10;

    /** Calls of a history, on average: where next to nothing succeeds, nothing is shown. */
    private static final int AT_LEAST = 500;

    @Test
    void theInvariantsHoldWhateverGoesWrong() {
        var writes = new AtomicLong();
        var reads = new AtomicLong();
        var seeds = ONLY > 0 ? LongStream.of(ONLY) : LongStream.rangeClosed(1, SEEDS);
        seeds.parallel()
                .forEach(
                        seed -> {
                            var clients = run(seed);
                            writes.addAndGet(clients.acknowledged(0) + clients.acknowledged(1));
                            reads.addAndGet(clients.reads());
                        });
        System.out.printf("%d writes acknowledged, %d reads answered%n", writes.get(), reads.get());
        long runs = ONLY > 0 ? 1 : SEEDS;
        assertThat(writes.get()).isGreaterThan(runs * AT_LEAST);
        assertThat(reads.get()).isGreaterThan(runs * AT_LEAST);
    }

    private static Clients run(long seed) {
        var grid = new SimGrid(seed, Conduct.RIGHT);
        try {
            grid.run(SECONDS);
        } catch (RuntimeException broken) {
            throw new AssertionError(broken + grid.where(), broken);
        }
        return grid.clients();
    }

    @Test
    void oneSeedGivesOneHistory() {
        assertThat(run(42).trace()).isEqualTo(run(42).trace());
    }
}
