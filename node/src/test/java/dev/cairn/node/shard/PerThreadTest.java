package dev.cairn.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicInteger;

class PerThreadTest {

    private static final int MOST_THREADS = 2_000;

    private final AtomicInteger made = new AtomicInteger();
    private final PerThread<Object> places =
            new PerThread<>(
                    () -> {
                        made.incrementAndGet();
                        return new Object();
                    });

    @Test
    void aThreadKeepsItsOwn() throws InterruptedException {
        Object mine = places.get();
        assertThat(places.get()).isSameAs(mine);
        var theirs = new Object[1];
        var other = Thread.ofPlatform().start(() -> theirs[0] = places.get());
        other.join();
        assertThat(theirs[0]).isNotNull().isNotSameAs(mine);
    }

    @Test
    void whatAThreadLeftTheNextOneGets() throws InterruptedException {
        int threads = 0;
        while (made.get() == threads && threads < MOST_THREADS) {
            Thread.ofPlatform().start(places::get).join();
            System.gc(); // that a thread has ended is known when it has been collected
            threads++;
        }
        assertThat(made.get()).isLessThan(threads);
        assertThat(places.count()).isEqualTo(made.get());
    }
}
