package dev.cairn.node.rpc;

import dev.cairn.protocol.topology.NodeAddress;

import io.grpc.Status;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Keeps one lane to one peer open, for as long as it is wanted: attempt after attempt, each with a
 * connection of its own. Everything happens on the peer's event loop.
 */
final class Dialer {
    private static final Logger LOG = LoggerFactory.getLogger(Dialer.class);
    private static final long AFTER_REFUSAL_MILLIS = 500;

    /** A stream that ends sooner was no success: the next pauses are longer. */
    private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Peer peer;
    private final Lane lane;
    private final EventLoop loop;
    private final Wiring wiring;
    private final Backoff backoff = new Backoff(ThreadLocalRandom.current());
    private boolean wanted;
    private @Nullable DialedStream attempt;
    private @Nullable NodeAddress attempted;
    private @Nullable Link link;
    private long linkedNanos;
    private @Nullable Future<?> nextStep;
    private long begun;

    Dialer(Peer peer, Lane lane, EventLoop loop, Wiring wiring) {
        this.peer = peer;
        this.lane = lane;
        this.loop = loop;
        this.wiring = wiring;
    }

    /** Wants the lane open from now on. */
    void start() {
        onLoop(
                () -> {
                    if (!wanted) {
                        wanted = true;
                        begin();
                    }
                });
    }

    /** Wants the lane closed from now on. */
    void stop(String why) {
        onLoop(
                () -> {
                    wanted = false;
                    abandon(why);
                });
    }

    /** The peer may be back, or elsewhere: whoever waits should try now. */
    void hurry() {
        onLoop(
                () -> {
                    boolean moved = !Objects.equals(attempted, peer.address());
                    if (wanted && link == null && (attempt == null || moved)) {
                        backoff.reset();
                        abandon("the peer has moved");
                        begin();
                    }
                });
    }

    private void begin() {
        cancelNextStep();
        long mine = ++begun;
        NodeAddress address = peer.address();
        attempted = address;
        Wiring.resolve(address.host(), address.rpcPort())
                .whenComplete((to, failure) -> onLoop(() -> resolved(mine, to)));
    }

    private void resolved(long turn, @Nullable InetSocketAddress to) {
        if (!wanted || turn != begun) {
            return;
        }
        if (to == null) {
            later(backoff.next(), this::begin);
            return;
        }
        attempt = new DialedStream(this, lane, wiring.channel(to, loop, lane));
        attempt.start(peer.self(), peer.id());
        later(backoff.next(), this::nudge);
    }

    /** Lets the connection be tried again, or gives it up when that has led nowhere for long. */
    private void nudge() {
        DialedStream current = attempt;
        if (current == null || link != null) {
            return;
        }
        if (current.ageMillis() > wiring.times().renew()) {
            abandon("no answer");
            begin();
            return;
        }
        current.nudge();
        later(backoff.next(), this::nudge);
    }

    /** The peer has answered. */
    void answered(DialedStream stream, Hello answer) {
        if (stream != attempt) {
            stream.reset("superseded");
            return;
        }
        String objection = peer.objection(answer);
        if (objection != null) {
            lost(stream, Status.FAILED_PRECONDITION.withDescription(objection));
            return;
        }
        cancelNextStep();
        linkedNanos = System.nanoTime();
        Link opened = peer.link(answer, lane, loop, stream);
        link = opened;
        peer.opened(lane, opened);
    }

    @Nullable Link linkOf(DialedStream stream) {
        return stream == attempt ? link : null;
    }

    /** The stream ended, or never was. */
    void lost(DialedStream stream, Status status) {
        if (stream != attempt) {
            return;
        }
        if (link != null && System.nanoTime() - linkedNanos >= STEADY_NANOS) {
            backoff.reset();
        }
        boolean refused = isRefusal(status.getCode());
        if (refused) {
            LOG.warn("{} stream to {} refused: {}", lane, peer, status.getDescription());
        }
        abandon(Peer.describe(status));
        if (wanted) {
            later(refused ? AFTER_REFUSAL_MILLIS : backoff.next(), this::begin);
        }
    }

    private static boolean isRefusal(Status.Code code) {
        return code == Status.Code.FAILED_PRECONDITION
                || code == Status.Code.UNIMPLEMENTED
                || code == Status.Code.INVALID_ARGUMENT;
    }

    private void abandon(String why) {
        cancelNextStep();
        begun++;
        DialedStream stream = attempt;
        Link ended = link;
        attempt = null;
        link = null;
        if (stream != null) {
            stream.discard(why);
        }
        if (ended != null) {
            ended.ended(why);
        }
    }

    private void later(long millis, Runnable step) {
        cancelNextStep();
        nextStep = loop.schedule(step, millis, TimeUnit.MILLISECONDS);
    }

    private void cancelNextStep() {
        if (nextStep != null) {
            nextStep.cancel(false);
            nextStep = null;
        }
    }

    private void onLoop(Runnable step) {
        try {
            loop.execute(step);
        } catch (RejectedExecutionException _) {
            wanted = false;
        }
    }
}
