package dev.cairn.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Threads that crowd before the doors: one inside at a time, nobody forgotten, nobody stuck. */
class DoorTest {

    private static final int THREADS = 4;
    private static final int TASKS = 20_000;
    private static final int SHARDS = 8;
    private static final int MOST_UNDERWAY = 64;

    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final ExecutorService crowd = Executors.newFixedThreadPool(THREADS);
    private final Shards shards = new Shards(SHARDS, workers);
    private final AtomicInteger[] inside = new AtomicInteger[SHARDS];
    private final long[] visits = new long[SHARDS]; // plain: the door is what orders its changes
    private final AtomicInteger intruders = new AtomicInteger();

    DoorTest() {
        for (int i = 0; i < SHARDS; i++) {
            inside[i] = new AtomicInteger();
        }
    }

    @AfterEach
    void stop() {
        crowd.shutdownNow();
        workers.shutdownNow();
    }

    @Test
    void oneTaskIsInsideAtATimeAndNoneIsLost() throws Exception {
        crowd(
                (random, done) -> {
                    Shard shard = shards.at(random.nextInt(2));
                    shard.submit(
                            in -> {
                                visit(in);
                                done.run();
                                return ShardTask.Then.LEAVE;
                            });
                });
        assertThat(intruders).hasValue(0);
        assertThat(visits[0] + visits[1]).isEqualTo((long) THREADS * TASKS);
    }

    @Test
    void tasksOverSeveralShardsNeverBlockEachOther() throws Exception {
        var expected = new AtomicInteger();
        crowd(
                (random, done) -> {
                    int[] wanted =
                            random.ints(1 + random.nextInt(SHARDS), 0, SHARDS)
                                    .distinct()
                                    .sorted()
                                    .toArray();
                    expected.addAndGet(wanted.length);
                    shards.enterAll(
                            wanted,
                            () -> {
                                for (int index : wanted) {
                                    visit(shards.at(index));
                                }
                                done.run();
                            });
                });
        assertThat(intruders).hasValue(0);
        assertThat(IntStream.range(0, SHARDS).mapToLong(i -> visits[i]).sum())
                .isEqualTo(expected.get());
    }

    @Test
    void tasksOfOneSenderKeepTheirOrder() throws Exception {
        List<List<Integer>> seen = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            seen.add(new ArrayList<>());
        }
        var all = new CountDownLatch(THREADS * TASKS);
        for (int sender = 0; sender < THREADS; sender++) {
            int me = sender;
            crowd.execute(
                    () -> {
                        for (int i = 0; i < TASKS; i++) {
                            int number = i;
                            shards.at(0)
                                    .submit(
                                            in -> {
                                                seen.get(me).add(number);
                                                all.countDown();
                                                return ShardTask.Then.LEAVE;
                                            });
                        }
                    });
        }
        assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
        for (List<Integer> numbers : seen) {
            assertThat(numbers).isSorted().hasSize(TASKS);
        }
    }

    @Test
    void aTaskThatFailsDoesNotTakeTheShardWithIt() {
        Shard shard = shards.at(0);
        shard.submit(
                in -> {
                    throw new IllegalStateException("planted");
                });
        assertThat(shard.tryEnter(this)).isTrue();
        shard.leave(this);
    }

    @Test
    void anErrorDoesNotTakeTheShardWithIt() {
        Shard shard = shards.at(0);
        shard.submit(
                in -> {
                    throw new StackOverflowError("planted");
                });
        assertThat(shard.tryEnter(this)).isTrue();
        shard.leave(this);
    }

    @Test
    void aTaskOverSeveralShardsThatFailsLeavesThemToWhoeverWaits() {
        Shard first = shards.at(0);
        assertThat(first.tryEnter(this)).isTrue();
        shards.enterAll(
                new int[] {0, 1},
                () -> {
                    throw new IllegalStateException("planted");
                });
        first.submit(in -> ShardTask.Then.STAY);
        first.leave(this);
        assertThat(first.tryEnter(this)).as("the task that stays is inside").isFalse();
        assertThat(shards.at(1).tryEnter(this)).isTrue();
        shards.at(1).leave(this);
    }

    @Test
    void whereNoWorkerCanBeHadTheOneInsideGoesOn() {
        var alone =
                new Shards(
                        1,
                        task -> {
                            throw new RejectedExecutionException("planted");
                        });
        Shard shard = alone.at(0);
        assertThat(shard.tryEnter(this)).isTrue();
        var done = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            shard.submit(
                    in -> {
                        done.incrementAndGet();
                        return ShardTask.Then.LEAVE;
                    });
        }
        shard.leave(this);
        assertThat(done).hasValue(100);
        assertThat(shard.tryEnter(this)).isTrue();
    }

    @Test
    void whoHasNoTimeRunsOnlyWhatIsBriefForOthers() {
        var left = new ArrayDeque<Runnable>();
        Shard shard = new Shards(1, left::add).at(0);
        var done = new ArrayList<String>();
        shard.submitBrief(
                () -> {
                    shard.submitBrief(() -> done.add("brief"));
                    shard.submit(in -> add("command", done));
                    shard.submitBrief(() -> done.add("behind it"));
                });
        assertThat(done).containsExactly("brief");
        assertThat(shard.tryEnter(this)).as("kept for the worker").isFalse();
        left.remove().run();
        assertThat(done).containsExactly("brief", "command", "behind it");
        assertThat(shard.tryEnter(this)).isTrue();
    }

    @Test
    void whoHasNoTimeDoesNotRunBriefTasksWithoutEndEither() {
        var left = new ArrayDeque<Runnable>();
        Shard shard = new Shards(1, left::add).at(0);
        var done = new ArrayList<String>();
        shard.submitBrief(
                () -> {
                    for (int i = 0; i < 100; i++) {
                        shard.submitBrief(() -> done.add("brief"));
                    }
                });
        assertThat(done).hasSizeLessThan(100);
        left.remove().run();
        assertThat(done).hasSize(100);
    }

    private static ShardTask.Then add(String what, List<String> done) {
        done.add(what);
        return ShardTask.Then.LEAVE;
    }

    /** What one of the crowd does again and again; it says when each is done. */
    private interface Errand {
        void run(Random random, Runnable done);
    }

    private void crowd(Errand errand) throws InterruptedException {
        long seed = System.nanoTime();
        var all = new CountDownLatch(THREADS * TASKS);
        for (int i = 0; i < THREADS; i++) {
            var random = new Random(seed + i);
            var underway = new Semaphore(MOST_UNDERWAY);
            Runnable done =
                    () -> {
                        underway.release();
                        all.countDown();
                    };
            crowd.execute(
                    () -> {
                        for (int n = 0; n < TASKS; n++) {
                            underway.acquireUninterruptibly();
                            errand.run(random, done);
                        }
                    });
        }
        assertThat(all.await(60, TimeUnit.SECONDS)).as("seed %d: all done", seed).isTrue();
    }

    private void visit(Shard shard) {
        int index = shard.index();
        if (inside[index].incrementAndGet() != 1) {
            intruders.incrementAndGet();
        }
        visits[index]++;
        inside[index].decrementAndGet();
    }
}
