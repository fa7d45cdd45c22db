package dev.cairn.replication.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ReplicationSimulationTest {
    private static final int SEEDS = Integer.getInteger("cairn.simulation.seeds", 100);
    private static final int SECONDS = 20;

    @Test
    void noAcknowledgedWriteIsLost() {
        long acknowledged = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            var grid = new SimGrid(seed);
            grid.run(SECONDS);
            acknowledged += grid.acknowledgedWrites();
        }
        assertThat(acknowledged).isGreaterThan(SEEDS * 500L);
    }

    @Test
    void oneSeedGivesOneHistory() {
        var first = new SimGrid(42);
        var second = new SimGrid(42);
        first.run(SECONDS);
        second.run(SECONDS);
        assertThat(first.trace()).isEqualTo(second.trace());
    }
}
