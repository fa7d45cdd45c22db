package dev.cairn.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Sixteen threads that read and write a few shared keys at a grid of three processes, of which one
 * at a time is ended and started again, or frozen for a while; what they saw must be linearizable.
 * {@code -Dcairn.kills=10} runs as many rounds; each waits until all copies are in sync.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
final class KillTest {
    private static final int ROUNDS = Integer.getInteger("cairn.kills", 2);
    private static final int SECONDS = Integer.getInteger("cairn.kill.seconds", 3);
    private static final int THREADS = 16;

    /**
     * {@code -Dcairn.blows=KILL} does only that, as {@link #STRICT} needs: a write that is under
     * way to a frozen node waits for it.
     */
    private static final List<Blow> BLOWS =
            Stream.of(System.getProperty("cairn.blows", "KILL,FREEZE").split(","))
                    .map(Blow::valueOf)
                    .toList();

    /**
     * Whether a stop may not be noticed, and a kill only for {@link #MOST_MILLIS}: on a machine
     * that has nothing else to do.
     */
    private static final boolean STRICT = Boolean.getBoolean("cairn.strict");

    private static final long MOST_MILLIS = 2_500;

    /** How patient the grid is, in per cent of what it is by default. */
    private static final String SCALE = System.getProperty("cairn.timeout.scale", "100");

    private static final long SEED = Long.getLong("cairn.seed", 20_261_123);

    /** What is done to a node, and for it after that. */
    private enum Blow {
        KILL {
            @Override
            void strike(GridProcesses grid, int node) throws InterruptedException {
                grid.kill(node);
            }
        },
        STOP {
            @Override
            void strike(GridProcesses grid, int node) throws InterruptedException {
                assertThat(grid.stop(node)).isIn(0, 143);
            }
        },
        /** A node that others take over from while it cannot know. */
        FREEZE {
            @Override
            void strike(GridProcesses grid, int node) throws IOException, InterruptedException {
                grid.freeze(node);
                pause(SECONDS);
            }

            @Override
            void mend(GridProcesses grid, int node) throws IOException, InterruptedException {
                grid.thaw(node);
            }
        };

        abstract void strike(GridProcesses grid, int node) throws IOException, InterruptedException;

        void mend(GridProcesses grid, int node) throws IOException, InterruptedException {
            grid.start(node);
        }
    }

    @Test
    void lostNodesCostNoAcknowledgedWrite() throws IOException, InterruptedException {
        var report = run(BLOWS);
        assertThat(report.contradictions).isEmpty();
        if (STRICT) {
            assertThat(report.medianMillis).isLessThan(MOST_MILLIS);
        }
    }

    @Test
    void stoppedNodesCostNothing() throws IOException, InterruptedException {
        var report = run(List.of(Blow.STOP));
        assertThat(report.contradictions).isEmpty();
        if (STRICT) {
            assertThat(report.errors).isEmpty();
            assertThat(report.medianMillis).isLessThan(MOST_MILLIS);
        }
    }

    /** What came of it. */
    private record Report(List<String> contradictions, List<String> errors, long medianMillis) {}

    /** Rounds with these blows by turns. */
    private static Report run(List<Blow> blows) throws IOException, InterruptedException {
        try (var grid = GridProcesses.of(3, "--cluster-timeout-scale", SCALE);
                var client = grid.connect()) {
            GridProcesses.awaitInSync(client);
            var traffic = new Traffic(client, THREADS, SEED);
            var random = new Random(SEED);
            var gaps = new ArrayList<Long>();
            traffic.start();
            try (traffic) {
                for (int round = 0; round < ROUNDS; round++) {
                    GridProcesses.awaitInSync(client);
                    pause(1);
                    int node = random.nextInt(grid.nodes());
                    long struck = System.nanoTime();
                    var blow = blows.get(round % blows.size());
                    System.out.printf(
                            "%d ms: %s node %d%n", traffic.millis(), blow, grid.port(node));
                    blow.strike(grid, node);
                    System.out.printf("%d ms: ended%n", traffic.millis());
                    blow.mend(grid, node);
                    pause(SECONDS);
                    gaps.add(traffic.longestWaitMillis(struck));
                }
                GridProcesses.awaitInSync(client);
                var contradictions = traffic.stopAndCheck();
                var sorted = gaps.stream().sorted().toList();
                long median = sorted.get(sorted.size() / 2);
                report(traffic, gaps, median);
                return new Report(contradictions, traffic.errors(), median);
            }
        }
    }

    private static void report(Traffic traffic, List<Long> gaps, long median) {
        System.out.printf(
                "%d writes acknowledged, longest wait of each round in ms %s, median %d,"
                        + " errors %d %s%n",
                traffic.acknowledged(),
                gaps,
                median,
                traffic.errors().size(),
                traffic.errors().stream().limit(5).toList());
    }

    private static void pause(int seconds) {
        Awaitility.await().pollDelay(Duration.ofSeconds(seconds)).until(() -> true);
    }
}
