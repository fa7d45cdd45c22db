package dev.cairn.node.rpc;

import com.google.protobuf.InvalidProtocolBufferException;

import dev.cairn.protocol.wire.PbFrame;
import dev.cairn.protocol.wire.PbMessage;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One established stream to a peer. Messages may be offered by any thread; all that waits when the
 * event loop comes to it leaves in one frame. A link ends once: by the peer, by silence, by
 * overflow, or when a newer one takes its place.
 */
final class Link {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    private final Hello peer;
    private final Lane lane;
    private final Line line;
    private final EventLoop loop;
    private final Stream stream;
    private final Outbox outbox;
    private final Setup setup;
    private final Assembly assembly = new Assembly(RpcLimits.MESSAGE_BYTES);
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private final Runnable drain = this::drain;
    private volatile boolean closed;
    private boolean failed;
    private long lastSentNanos = System.nanoTime();
    private long lastHeardNanos = lastSentNanos;
    private long lastCheckNanos = lastSentNanos;
    private @Nullable Future<?> check;

    /** What all links of a node share. */
    record Setup(RpcTimes times, RpcCounters counters) {}

    Link(Hello peer, Line line, EventLoop loop, Stream stream, Setup setup) {
        this.peer = peer;
        this.lane = line.lane();
        this.line = line;
        this.loop = loop;
        this.stream = stream;
        this.setup = setup;
        outbox = new Outbox(lane.queueBytes());
    }

    Hello peer() {
        return peer;
    }

    /** What waits here because the peer or the network is slow, in bytes. */
    long waitingBytes() {
        return outbox.bytes();
    }

    /** Begins to watch for silence; on the event loop. */
    void open() {
        long period = Math.max(1, setup.times().keepAlive() / 2);
        check = loop.scheduleWithFixedDelay(this::check, period, period, TimeUnit.MILLISECONDS);
    }

    /** Queues a message, from any thread; an overflow ends the link. */
    boolean offer(PbMessage message) {
        if (closed) {
            return false;
        }
        if (!outbox.offer(message)) {
            setup.counters().raise(RpcCounter.OVERFLOWS);
            close("more than " + lane.queueBytes() + " bytes waited");
            return false;
        }
        if (drainScheduled.compareAndSet(false, true)) {
            onLoop(drain);
        }
        return true;
    }

    /** Sends what waits, as far as the transport takes it; on the event loop. */
    void drain() {
        drainScheduled.set(false);
        while (!closed && stream.isReady()) {
            PbFrame frame = outbox.take();
            if (frame == null) {
                return;
            }
            send(frame);
        }
    }

    private void send(PbFrame frame) {
        lastSentNanos = System.nanoTime();
        setup.counters().raise(RpcCounter.FRAMES_SENT);
        setup.counters().raise(RpcCounter.MESSAGES_SENT, frame.getMessagesCount());
        setup.counters().raise(RpcCounter.BYTES_SENT, frame.getSerializedSize());
        stream.send(frame);
    }

    /** A frame arrived; on the event loop. A listener's failure costs the stream, not the node. */
    void received(PbFrame frame) {
        lastHeardNanos = System.nanoTime();
        setup.counters().raise(RpcCounter.MESSAGES_RECEIVED, frame.getMessagesCount());
        setup.counters().raise(RpcCounter.BYTES_RECEIVED, frame.getSerializedSize());
        if (failed) {
            return; // what follows a message that was left out must not be believed
        }
        try {
            line.deliver(this, wholeMessages(frame));
        } catch (InvalidProtocolBufferException | MalformedMessage malformed) {
            failed = true;
            close("malformed message: " + malformed.getMessage());
        } catch (RuntimeException failure) {
            failed = true;
            LOG.warn("{} stream with {}: a message failed", lane, peer, failure);
            close("a message failed: " + failure.getMessage());
        }
    }

    private List<PbMessage> wholeMessages(PbFrame frame) throws InvalidProtocolBufferException {
        List<PbMessage> messages = frame.getMessagesList();
        if (messages.stream().noneMatch(PbMessage::hasFragment)) {
            return messages;
        }
        List<PbMessage> whole = new ArrayList<>();
        for (PbMessage message : messages) {
            PbMessage next = message.hasFragment() ? assembly.add(message.getFragment()) : message;
            if (next != null) {
                whole.add(next);
            }
        }
        return whole;
    }

    /** Resets the stream; from any thread, the first reason counts. */
    void close(String why) {
        onLoop(
                () -> {
                    if (!closed) {
                        ended(why);
                        stream.reset(why);
                    }
                });
    }

    /** The stream is over; on the event loop. */
    void ended(String why) {
        if (closed) {
            return;
        }
        closed = true;
        if (check != null) {
            check.cancel(false);
        }
        if (line.retire(this, why)) {
            LOG.info("{} stream with {} is down: {}", lane, peer, why);
        }
    }

    /**
     * Shows the peer that this node is there, and gives up a peer that shows nothing. A check that
     * comes late says that this node slept, so nothing can be held against the peer.
     */
    private void check() {
        long now = System.nanoTime();
        boolean slept = millis(now - lastCheckNanos) > setup.times().silence() / 2;
        lastCheckNanos = now;
        if (slept) {
            lastHeardNanos = now;
        }
        if (millis(now - lastHeardNanos) > setup.times().silence()) {
            setup.counters().raise(RpcCounter.SILENCES);
            close("nothing heard for " + setup.times().silence() + " ms");
        } else if (millis(now - lastSentNanos) >= setup.times().keepAlive() && stream.isReady()) {
            send(PbFrame.getDefaultInstance());
        }
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException _) {
            closed = true;
        }
    }
}
