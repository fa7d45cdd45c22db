package dev.cairn.faults;

import static dev.cairn.faults.Linearizability.contradiction;
import static dev.cairn.faults.Observation.NEVER;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.faults.Observation.Increment;
import dev.cairn.faults.Observation.Read;
import dev.cairn.faults.Observation.Write;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Histories that are known to be explained by an order, and such that are not. */
final class LinearizabilityTest {
    @Test
    void nothingHappenedAndThatIsFine() {
        assertExplained(Model.REGISTER);
        assertExplained(Model.COUNTER);
    }

    @Test
    void aReadSeesTheLastWrite() {
        assertExplained(Model.REGISTER, write("a", 0, 1), write("b", 2, 3), read("b", 4, 5));
        assertContradicted(Model.REGISTER, write("a", 0, 1), write("b", 2, 3), read("a", 4, 5));
        assertContradicted(Model.REGISTER, write("a", 0, 1), read(null, 2, 3));
        assertContradicted(Model.REGISTER, write("a", 0, 1), read("b", 2, 3));
    }

    @Test
    void concurrentWritesHaveEitherOrder() {
        assertExplained(Model.REGISTER, write("a", 0, 9), write("b", 1, 8), read("a", 10, 11));
        assertExplained(Model.REGISTER, write("a", 0, 9), write("b", 1, 8), read("b", 10, 11));
    }

    @Test
    void concurrentReadsDoNotSeeAnOrderAndItsReverse() {
        assertExplained(
                Model.REGISTER,
                write("a", 0, 9),
                write("b", 0, 9),
                read("a", 1, 2),
                read("b", 3, 4));
        assertContradicted(
                Model.REGISTER,
                write("a", 0, 9),
                write("b", 0, 9),
                read("a", 1, 2),
                read("b", 3, 4),
                read("a", 5, 6));
    }

    @Test
    void aReadAfterAReadDoesNotSeeLess() {
        assertContradicted(
                Model.REGISTER,
                write("a", 0, 1),
                write("b", 2, 9),
                read("b", 3, 4),
                read("a", 5, 6));
    }

    @Test
    void anUnknownWriteHappensNowLateOrNever() {
        var unknown = write("b", 2, NEVER);
        assertExplained(Model.REGISTER, write("a", 0, 1), unknown, read("a", 3, 4));
        assertExplained(Model.REGISTER, write("a", 0, 1), unknown, read("b", 3, 4));
        assertExplained(
                Model.REGISTER, write("a", 0, 1), unknown, read("a", 3, 4), read("b", 5, 6));
        assertContradicted(
                Model.REGISTER, write("a", 0, 1), unknown, read("b", 3, 4), read("a", 5, 6));
        assertContradicted(Model.REGISTER, write("a", 0, 1), read("b", 1, 2), write("b", 3, NEVER));
    }

    @Test
    void repliesOfACounterFollowEachOther() {
        assertExplained(Model.COUNTER, increment(1, 0, 1), increment(2, 2, 3), read("2", 4, 5));
        assertExplained(Model.COUNTER, increment(2, 0, 9), increment(1, 1, 8), read("2", 10, 11));
        assertContradicted(Model.COUNTER, increment(1, 0, 1), increment(1, 2, 3));
        assertContradicted(Model.COUNTER, increment(1, 0, 1), increment(3, 2, 3));
        assertContradicted(Model.COUNTER, increment(1, 0, 1), increment(2, 2, 3), read("1", 4, 5));
    }

    @Test
    void anUnknownIncrementExplainsOneMore() {
        var unknown = increment(0, 2, NEVER);
        assertExplained(Model.COUNTER, increment(1, 0, 1), unknown, increment(3, 4, 5));
        assertExplained(Model.COUNTER, increment(1, 0, 1), unknown, increment(2, 4, 5));
        assertContradicted(Model.COUNTER, increment(1, 0, 1), unknown, increment(4, 4, 5));
    }

    @Test
    void longHistoriesOfManyClientsAreDecided() {
        for (long seed = 0; seed < 20; seed++) {
            var calls = executed(new Random(seed), 3_000);
            assertThat(contradiction(Model.REGISTER, calls)).isEmpty();
            assertThat(contradiction(Model.REGISTER, withOneStaleRead(calls))).isPresent();
        }
    }

    /** Calls of overlapping intervals, each executed at a moment within its own. */
    private static List<Observation> executed(Random random, int count) {
        var calls = new ArrayList<Observation>();
        String value = null;
        for (int i = 0; i < count; i++) {
            long moment = 100L * i;
            long began = moment - random.nextInt(200);
            long ended = moment + random.nextInt(200);
            boolean isUnknown = random.nextInt(300) == 0;
            if (random.nextBoolean()) {
                boolean happens = !isUnknown || random.nextBoolean();
                calls.add(write("v" + i, began, isUnknown ? NEVER : ended));
                value = happens ? "v" + i : value;
            } else {
                calls.add(read(value, began, ended));
            }
        }
        Collections.shuffle(calls, random);
        return calls;
    }

    private static List<Observation> withOneStaleRead(List<Observation> calls) {
        var more = new ArrayList<>(calls);
        long end = calls.stream().mapToLong(Observation::beganNanos).max().orElseThrow();
        more.add(write("last", end + 10_000, end + 10_001));
        more.add(read("v1", end + 10_002, end + 10_003));
        return more;
    }

    private static void assertExplained(Model model, Observation... calls) {
        assertThat(contradiction(model, List.of(calls))).isEmpty();
    }

    private static void assertContradicted(Model model, Observation... calls) {
        assertThat(contradiction(model, List.of(calls))).isPresent();
    }

    private static Observation write(String value, long began, long ended) {
        return new Observation(new Write(value), began, ended);
    }

    private static Observation read(@Nullable String value, long began, long ended) {
        return new Observation(new Read(value), began, ended);
    }

    private static Observation increment(long reply, long began, long ended) {
        return new Observation(new Increment(reply), began, ended);
    }
}
