package dev.cairn.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.protocol.topology.NodeAddress;
import dev.cairn.protocol.topology.NodeId;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

@Timeout(60)
class MembershipTest {
    private static final NodeId SELF = new NodeId("a".repeat(40));
    private static final NodeId OTHER = new NodeId("b".repeat(40));
    private static final NodeAddress ADDRESS = new NodeAddress("127.0.0.1", 1, 2, 0);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final BlockingQueue<Gossip> sent = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        thread.shutdownNow();
    }

    @Test
    void aFailureWhileTimePassesDoesNotStopTheProbes() throws InterruptedException {
        var times = SwimTimes.scaled(10);
        var myself = new Swim.Myself(SELF, 1, ADDRESS);
        var core = new Swim(myself, times, new SplittableRandom(1), System.nanoTime());
        try (var membership = new Membership(core, times, this::failOnProbes, thread)) {
            membership.start();
            int probes = 0;
            for (int revision = 0; probes < 3; revision++) {
                // It contradicts whatever is said of it, so that it is never too dead to be probed.
                var version = new Version(1, revision);
                var alive = new Rumor(OTHER, version, Standing.ALIVE, ADDRESS, OTHER);
                membership.heard(OTHER, new Gossip.Spread(List.of(alive)));
                Gossip next = sent.poll(20, TimeUnit.SECONDS);
                assertThat(next).as("gossip after %d probes", probes).isNotNull();
                probes += next instanceof Gossip.Probe ? 1 : 0;
            }
        }
    }

    private void failOnProbes(NodeId to, Gossip message) {
        sent.add(message);
        if (message instanceof Gossip.Probe) {
            throw new IllegalStateException("for the test");
        }
    }
}
