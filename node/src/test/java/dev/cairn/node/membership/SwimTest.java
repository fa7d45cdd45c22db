package dev.cairn.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

class SwimTest {
    private static final int SEEDS = 12;

    private static void overSeeds(int nodes, Consumer<SwimGrid> body) {
        int seeds = nodes > 10 ? SEEDS / 3 : SEEDS;
        for (long seed = 1; seed <= seeds; seed++) {
            body.accept(new SwimGrid(nodes, seed));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 50})
    void everybodyMeets(int nodes) {
        overSeeds(
                nodes,
                grid -> {
                    grid.run(Duration.ofSeconds(1));
                    assertThat(grid.everybodySeesEverybody()).as("%s", grid).isTrue();
                });
    }

    @ParameterizedTest
    @CsvSource({"3, 5", "5, 6", "10, 7", "50, 12"})
    void deathIsNoticedInTime(int nodes, int seconds) {
        overSeeds(
                nodes,
                grid -> {
                    grid.run(Duration.ofSeconds(2));
                    grid.kill(1);
                    grid.run(Duration.ofSeconds(seconds));
                    assertThat(grid.everybodySees(1, Standing.DEAD)).as("%s", grid).isTrue();
                    assertThat(grid.deaths())
                            .as("%s", grid)
                            .allMatch(d -> d.member().id().equals(SwimGrid.id(1)));
                });
    }

    @Test
    void brokenConnectionLeadsToSuspicionAtOnce() {
        overSeeds(
                10,
                grid -> {
                    grid.run(Duration.ofSeconds(2));
                    grid.kill(4);
                    grid.breakLinksTo(4);
                    grid.run(Duration.ofMillis(1_200));
                    assertThat(grid.everybodySees(4, Standing.SUSPECT)).as("%s", grid).isTrue();
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 20})
    void pauseOfASecondKillsNobody(int nodes) {
        overSeeds(
                nodes,
                grid -> {
                    for (int round = 0; round < 25; round++) {
                        grid.pause(grid.random().nextInt(nodes), Duration.ofSeconds(1));
                        grid.run(Duration.ofMillis(1_500));
                    }
                    grid.run(Duration.ofSeconds(5));
                    assertThat(grid.deaths()).as("%s", grid).isEmpty();
                    assertThat(grid.everybodySeesEverybody()).as("%s", grid).isTrue();
                });
    }

    @Test
    void nodeThatKeepsFallingAsleepKillsNobodyElse() {
        overSeeds(
                7,
                grid -> {
                    grid.run(Duration.ofSeconds(1));
                    for (int round = 0; round < 60; round++) {
                        grid.pause(3, Duration.ofMillis(1_000));
                        grid.run(Duration.ofMillis(1_300));
                    }
                    assertThat(grid.deaths())
                            .as("%s", grid)
                            .allMatch(d -> d.member().id().equals(SwimGrid.id(3)));
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 20})
    void lostMessagesKillNobody(int nodes) {
        overSeeds(
                nodes,
                grid -> {
                    grid.run(Duration.ofSeconds(1));
                    grid.lose(0.05);
                    grid.run(Duration.ofSeconds(60));
                    assertThat(grid.deaths()).as("%s", grid).isEmpty();
                });
    }

    @Test
    void deathIsNoticedInSpiteOfLoss() {
        overSeeds(
                10,
                grid -> {
                    grid.run(Duration.ofSeconds(1));
                    grid.lose(0.1);
                    grid.kill(0);
                    grid.run(Duration.ofSeconds(20));
                    assertThat(grid.everybodySees(0, Standing.DEAD)).as("%s", grid).isTrue();
                });
    }

    @Test
    void falseSuspicionIsContradicted() {
        overSeeds(
                5,
                grid -> {
                    grid.run(Duration.ofSeconds(1));
                    long before = grid.core(2).version().revision();
                    accuse(grid, 2, Standing.SUSPECT);
                    grid.run(Duration.ofSeconds(1));
                    assertThat(grid.everybodySees(2, Standing.ALIVE)).as("%s", grid).isTrue();
                    assertThat(grid.core(2).version().revision()).isGreaterThan(before);
                    assertThat(grid.core(2).version().incarnation()).isEqualTo(1);
                });
    }

    @Test
    void falseDeathIsContradicted() {
        overSeeds(
                5,
                grid -> {
                    grid.run(Duration.ofSeconds(1));
                    accuse(grid, 2, Standing.DEAD);
                    grid.run(Duration.ofSeconds(2));
                    assertThat(grid.everybodySees(2, Standing.ALIVE)).as("%s", grid).isTrue();
                });
    }

    /** Node 0 hears from node 1 that the subject, as it is known now, is in a bad way. */
    private static void accuse(SwimGrid grid, int subject, Standing standing) {
        var rumor =
                new Rumor(
                        SwimGrid.id(subject),
                        grid.core(subject).version(),
                        standing,
                        SwimGrid.address(subject),
                        SwimGrid.id(1));
        var heard = new SwimEvent.Heard(SwimGrid.id(1), new Gossip.Spread(List.of(rumor)));
        grid.happen(0, heard);
        assertThat(grid.standing(0, subject)).isEqualTo(standing);
    }

    @Test
    void halvesOfACutGridFindEachOther() {
        overSeeds(
                5,
                grid -> {
                    grid.run(Duration.ofSeconds(1));
                    grid.cutOff(Set.of(0, 1));
                    grid.run(Duration.ofSeconds(20));
                    assertThat(grid.standing(0, 3)).as("%s", grid).isEqualTo(Standing.DEAD);
                    assertThat(grid.standing(3, 0)).as("%s", grid).isEqualTo(Standing.DEAD);
                    assertThat(grid.standing(3, 4)).as("%s", grid).isEqualTo(Standing.ALIVE);
                    grid.heal();
                    grid.run(Duration.ofSeconds(3));
                    assertThat(grid.everybodySeesEverybody()).as("%s", grid).isTrue();
                });
    }

    @Test
    void newLifeOfADeadNodeIsBelieved() {
        overSeeds(
                5,
                grid -> {
                    grid.run(Duration.ofSeconds(1));
                    grid.kill(2);
                    grid.run(Duration.ofSeconds(10));
                    grid.restart(2, 2);
                    grid.run(Duration.ofSeconds(1));
                    assertThat(grid.everybodySeesEverybody()).as("%s", grid).isTrue();
                    assertThat(grid.view(0, 2).incarnation()).isEqualTo(2);
                });
    }

    @Test
    void longDeadAreForgotten() {
        var grid = new SwimGrid(3, 1);
        grid.run(Duration.ofSeconds(1));
        grid.kill(2);
        grid.run(Duration.ofSeconds(90));
        assertThat(grid.core(0).members()).containsOnlyKeys(SwimGrid.id(1));
    }

    @Test
    void whoWasNeverMetIsFoundDeadAndRemembered() {
        overSeeds(
                3,
                grid -> {
                    grid.kill(2);
                    grid.listEverybody();
                    grid.run(Duration.ofSeconds(1));
                    assertThat(grid.standing(0, 2)).as("%s", grid).isEqualTo(Standing.ALIVE);
                    grid.run(Duration.ofSeconds(9));
                    assertThat(grid.everybodySees(2, Standing.DEAD)).as("%s", grid).isTrue();
                    grid.run(Duration.ofSeconds(90));
                    grid.listEverybody();
                    grid.run(Duration.ofSeconds(10));
                    assertThat(grid.everybodySees(2, Standing.DEAD)).as("%s", grid).isTrue();
                    assertThat(grid.notices())
                            .as("%s is never taken for alive again", grid)
                            .filteredOn(n -> n.member().id().equals(SwimGrid.id(2)))
                            .filteredOn(n -> n.nanos() > Duration.ofSeconds(10).toNanos())
                            .isEmpty();
                });
    }

    @Test
    void theLastNodeFindsAllOthersDead() {
        overSeeds(
                5,
                grid -> {
                    for (int node = 1; node < 5; node++) {
                        grid.kill(node);
                    }
                    grid.listEverybody();
                    grid.run(Duration.ofSeconds(40));
                    assertThat(grid.deaths()).as("%s", grid).hasSize(4);
                });
    }

    @Test
    void anotherLifeThatTheGridKnowsOfIsProbedAlthoughNobodyElseHasHeardOfIt() {
        overSeeds(
                3,
                grid -> {
                    grid.run(Duration.ofSeconds(1));
                    grid.kill(2);
                    grid.run(Duration.ofSeconds(10));
                    grid.list(2, 2);
                    assertThat(grid.view(0, 2).incarnation()).as("%s", grid).isEqualTo(2);
                    assertThat(grid.standing(0, 2)).as("%s", grid).isEqualTo(Standing.ALIVE);
                    grid.run(Duration.ofSeconds(10));
                    assertThat(grid.everybodySees(2, Standing.DEAD)).as("%s", grid).isTrue();
                    assertThat(grid.view(0, 2).incarnation()).as("%s", grid).isEqualTo(2);
                });
    }

    @Test
    void whoWakesFromAPauseBlamesNobodyThatIsListed() {
        overSeeds(
                3,
                grid -> {
                    grid.listEverybody();
                    for (int round = 0; round < 20; round++) {
                        grid.pause(0, Duration.ofSeconds(5));
                        grid.run(Duration.ofMillis(5_200));
                    }
                    assertThat(grid.notices())
                            .as("%s", grid)
                            .filteredOn(n -> n.observer() == 0)
                            .noneMatch(n -> n.member().standing() == Standing.DEAD);
                });
    }

    @Test
    void whoSaysGoodbyeIsNotCalledDead() {
        overSeeds(
                5,
                grid -> {
                    grid.run(Duration.ofSeconds(1));
                    grid.happen(2, new SwimEvent.Leaving());
                    grid.run(Duration.ofMillis(300));
                    grid.kill(2);
                    grid.run(Duration.ofSeconds(10));
                    assertThat(grid.everybodySees(2, Standing.LEFT)).as("%s", grid).isTrue();
                    assertThat(grid.deaths()).as("%s", grid).isEmpty();
                });
    }

    @Test
    void newsDiesOutAndMessagesAreBounded() {
        var grid = new SwimGrid(50, 7);
        grid.run(Duration.ofSeconds(20));
        long before = grid.messages();
        grid.run(Duration.ofSeconds(10));
        long perNodeAndProbe = (grid.messages() - before) / (50 * 20);
        assertThat(perNodeAndProbe).as("a probe and its answer").isLessThanOrEqualTo(2);
        assertThat(grid.mostRumors()).isLessThanOrEqualTo(RumorQueue.MOST_AT_ONCE + 1);
    }

    @Test
    void sameSeedGivesTheSameTrace() {
        long first = traceOf(99);
        assertThat(traceOf(99)).isEqualTo(first);
        assertThat(traceOf(100)).isNotEqualTo(first);
    }

    private static long traceOf(long seed) {
        var grid = new SwimGrid(6, seed);
        grid.lose(0.2);
        grid.run(Duration.ofSeconds(10));
        grid.kill(1);
        grid.run(Duration.ofSeconds(10));
        return grid.trace();
    }
}
