package dev.cairn.node.membership;

import dev.cairn.protocol.topology.NodeId;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs the membership core on one thread in real time, and shows the others what it thinks. Any
 * thread may use it.
 */
public final class Membership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    private final Swim core;
    private final SwimTimes times;
    private final GossipWire wire;
    private final ScheduledExecutorService thread;
    private final List<Consumer<MemberView>> listeners = new CopyOnWriteArrayList<>();
    private volatile Map<NodeId, MemberView> members = Map.of();
    private @Nullable Future<?> ticking;

    /**
     * @param thread runs one task at a time, such as an event loop
     */
    public Membership(
            Swim core, SwimTimes times, GossipWire wire, ScheduledExecutorService thread) {
        this.core = core;
        this.times = times;
        this.wire = wire;
        this.thread = thread;
    }

    public void start() {
        ticking =
                thread.scheduleWithFixedDelay(
                        () -> handle(new SwimEvent.Tick()),
                        times.tick(),
                        times.tick(),
                        TimeUnit.NANOSECONDS);
    }

    /** Something happened; taken in soon, on the core's thread. */
    public void tell(SwimEvent event) {
        try {
            thread.execute(() -> handle(event));
        } catch (RejectedExecutionException _) {
            LOG.debug("membership has stopped");
        }
    }

    /** Gossip arrived. */
    public void heard(NodeId from, Gossip message) {
        tell(new SwimEvent.Heard(from, message));
    }

    /** What this node thinks of the others: a hint, never a decision. */
    public Map<NodeId, MemberView> members() {
        return members;
    }

    /** Tells of every change of standing, life or address, on the core's thread. */
    public void onNotice(Consumer<MemberView> listener) {
        listeners.add(listener);
    }

    /** A failure costs the event, never the ticking. */
    private void handle(SwimEvent event) {
        try {
            take(event);
        } catch (RuntimeException failure) {
            LOG.error("{} could not be taken in", event.getClass().getSimpleName(), failure);
        }
    }

    private void take(SwimEvent event) {
        List<SwimEffect> effects = core.handle(event, System.nanoTime());
        Map<NodeId, MemberView> before = members;
        if (effects.stream().anyMatch(SwimEffect.Noticed.class::isInstance)) {
            members = core.members();
        }
        for (SwimEffect effect : effects) {
            switch (effect) {
                case SwimEffect.Send send -> wire.send(send.to(), send.message());
                case SwimEffect.Noticed noticed ->
                        notice(before.get(noticed.member().id()), noticed.member());
            }
        }
    }

    private void notice(@Nullable MemberView before, MemberView member) {
        if (before == null || before.standing() != member.standing()) {
            LOG.info(
                    "{} at {} (life {}) is {}",
                    member.id().brief(),
                    member.address().host(),
                    member.incarnation(),
                    member.standing());
        }
        listeners.forEach(listener -> listener.accept(member));
    }

    @Override
    public void close() {
        if (ticking != null) {
            ticking.cancel(false);
        }
    }
}
