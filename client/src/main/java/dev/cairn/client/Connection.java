package dev.cairn.client;

import dev.cairn.protocol.resp.Reply;
import dev.cairn.protocol.resp.RespWriter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The line to one node: it dials when there is something to send, writes whatever waits in one go,
 * matches replies to requests in order, and dials again, with growing pauses, when it broke.
 *
 * <p>{@link #send} and {@link #close} may be called by any thread; all else happens on one event
 * loop.
 */
final class Connection implements ReplyHandler.Owner {

    /** Where the line stands. */
    private enum State {
        /** Nobody has asked for anything yet, or the line broke and nobody has asked since. */
        IDLE,
        /** The last dialling failed; the next one has to wait. */
        PAUSED,
        /** The socket is being opened and the greeting exchanged. */
        DIALLING,
        /** Requests may be sent. */
        READY,
        /** Nothing more is sent; the line closes when all that was sent is answered. */
        RETIRING,
        /** For good. */
        CLOSED
    }

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final int BYTES_PER_WRITE = 256 << 10;
    private static final long SWEEP_MILLIS = 20;

    private final Address address;
    private final ClientSettings settings;
    private final Dialer dialer;
    private final boolean redials;
    private final EventLoop loop;
    private final Queue<Exchange> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final ArrayDeque<Exchange> inFlight = new ArrayDeque<>();
    private final RespWriter writer = new RespWriter(Unpooled.EMPTY_BUFFER);

    private State state = State.IDLE;
    private @Nullable Channel channel;
    private @Nullable ReplyHandler handler;
    private int failures;
    private long lastHeardNanos;
    private boolean sweeping;

    private Connection(Address address, ClientSettings settings, Dialer dialer, boolean redials) {
        this.address = address;
        this.settings = settings;
        this.dialer = dialer;
        this.redials = redials;
        this.loop = dialer.loop();
    }

    /** A line that is dialled again whenever it is needed. */
    static Connection lasting(Address address, ClientSettings settings, Dialer dialer) {
        return new Connection(address, settings, dialer, true);
    }

    /** A line that is closed for good when it breaks, since the server keeps state for it. */
    static Connection once(Address address, ClientSettings settings, Dialer dialer) {
        return new Connection(address, settings, dialer, false);
    }

    Address address() {
        return address;
    }

    EventLoop loop() {
        return loop;
    }

    /** Sends {@code exchange} as soon as there is room; it is told what became of it. */
    void send(Exchange exchange) {
        waiting.add(exchange);
        if (woken.compareAndSet(false, true)) {
            execute(this::wake);
        }
    }

    /** Gives up whatever is under way and takes no more. */
    void close() {
        execute(() -> close(new ClosedChannelException()));
    }

    /** Takes no more, but waits for the answers to what was sent. */
    void retire() {
        execute(this::retireNow);
    }

    /** When the loops have ended with the client, nothing is under way but what waits here. */
    private void execute(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException ended) {
            woken.set(false);
            failAll(waiting, new ClosedChannelException());
        }
    }

    private void retireNow() {
        if (state != State.READY) {
            close(new ClosedChannelException());
            return;
        }
        transition(State.RETIRING);
        failAll(waiting, new ClosedChannelException());
        closeIfAnswered();
    }

    private void closeIfAnswered() {
        if (state == State.RETIRING && inFlight.stream().allMatch(Exchange::isDone)) {
            close(new ClosedChannelException());
        }
    }

    private void close(Throwable cause) {
        transition(State.CLOSED);
        hangUp();
        failAll(inFlight, cause);
        failAll(waiting, cause);
    }

    private void wake() {
        woken.set(false);
        sweepLater();
        switch (state) {
            case IDLE -> dial();
            case READY -> flush();
            case RETIRING, CLOSED -> failAll(waiting, new ClosedChannelException());
            case PAUSED, DIALLING -> {
                // what waits is sent once the line is ready
            }
        }
    }

    private void transition(State next) {
        if (state != State.CLOSED && state != next) {
            LOG.debug("connection to {}: {} -> {}", address, state, next);
            state = next;
        }
    }

    // Dialling.

    private void dial() {
        transition(State.DIALLING);
        var listener = new ReplyHandler(this);
        handler = listener;
        dialer.dial(address, loop, listener)
                .addListener((ChannelFuture dialled) -> opened(dialled));
    }

    private void opened(ChannelFuture dialled) {
        if (!dialled.isSuccess()) {
            lost(dialled.cause());
            return;
        }
        channel = dialled.channel();
        if (state == State.CLOSED) {
            hangUp();
            return;
        }
        lastHeardNanos = System.nanoTime();
        long deadline = lastHeardNanos + settings.timeouts().connect().toNanos();
        greet(new Greeting(settings, deadline, this::greeted));
    }

    private void greeted(@Nullable Throwable refusal) {
        if (refusal == null) {
            failures = 0;
            transition(State.READY);
            flush();
        } else if (channel != null) {
            lost(refusal);
        }
    }

    /** The line is broken, or was never made. */
    private void lost(Throwable cause) {
        if (state == State.CLOSED) {
            return;
        }
        if (!redials || state == State.RETIRING) {
            close(cause);
            return;
        }
        boolean served = state == State.READY;
        transition(State.PAUSED);
        hangUp();
        failAll(inFlight, cause);
        failAll(waiting, cause);
        failures = served ? 0 : failures + 1;
        long pause = RetryPolicy.pauseMillis(failures + 1);
        loop.schedule(this::pauseEnded, pause, TimeUnit.MILLISECONDS);
    }

    private void hangUp() {
        if (handler != null) {
            handler.detach();
        }
        Channel broken = channel;
        channel = null;
        if (broken != null) {
            broken.close();
        }
    }

    private void pauseEnded() {
        if (state == State.PAUSED) {
            transition(State.IDLE);
            if (!waiting.isEmpty()) {
                dial();
            }
        }
    }

    private static void failAll(Queue<Exchange> exchanges, Throwable cause) {
        for (Exchange exchange; (exchange = exchanges.poll()) != null; ) {
            exchange.fail(cause);
        }
    }

    // Writing.

    /** Sends what waits, as far as the bounds allow, in as few writes as possible. */
    private void flush() {
        Channel open = channel;
        while (state == State.READY && open != null && hasRoom(open) && !waiting.isEmpty()) {
            ByteBuf out = open.alloc().buffer(1 << 12);
            writer.target(out);
            long now = System.nanoTime();
            for (Exchange next; out.readableBytes() < BYTES_PER_WRITE; ) {
                if (inFlight.size() >= settings.bounds().inFlight()
                        || (next = waiting.poll()) == null) {
                    break;
                }
                add(next, out, now);
            }
            writer.target(Unpooled.EMPTY_BUFFER);
            write(open, out);
        }
    }

    /** Adds what is to go out now; what cannot be written is given up and leaves no trace. */
    private void add(Exchange next, ByteBuf out, long now) {
        int before = out.writerIndex();
        try {
            if (next.send(writer, now)) {
                inFlight.add(next);
            }
        } catch (RuntimeException | OutOfMemoryError failure) {
            out.writerIndex(before);
            next.fail(failure);
        }
    }

    /** A gap in what was written would give the answers that follow to the wrong requests. */
    private static void write(Channel open, ByteBuf out) {
        open.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    private boolean hasRoom(Channel open) {
        return open.isWritable() && inFlight.size() < settings.bounds().inFlight();
    }

    private void greet(Exchange first) {
        Channel open = channel;
        if (open != null) {
            ByteBuf out = open.alloc().buffer(256);
            writer.target(out);
            add(first, out, System.nanoTime());
            writer.target(Unpooled.EMPTY_BUFFER);
            write(open, out);
            sweepLater();
        }
    }

    // Reading.

    @Override
    public void reply(Reply reply) {
        if (reply instanceof Reply.Push) {
            return; // nobody has subscribed to anything here
        }
        Exchange next = inFlight.peek();
        if (next == null) {
            if (channel != null) {
                lost(new ConnectException(address + " answered what nobody asked"));
            }
        } else if (next.reply(reply)) {
            inFlight.poll();
            closeIfAnswered();
        }
    }

    @Override
    public void pause() {
        lastHeardNanos = System.nanoTime();
        flush();
    }

    @Override
    public void writability() {
        flush();
    }

    @Override
    public void closed(Throwable cause) {
        if (channel != null) {
            lost(cause);
        }
    }

    // Time-outs.

    private void sweepLater() {
        if (!sweeping && (!inFlight.isEmpty() || !waiting.isEmpty())) {
            sweeping = true;
            loop.schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Gives up what is overdue, and the line with it if it has been silent for as long as a reply
     * may take, although one that is given up comes next. An impatient question behind another one
     * is no reason: the other may still be answered.
     */
    private void sweep() {
        sweeping = false;
        long now = System.nanoTime();
        waiting.removeIf(exchange -> isGivenUp(exchange, now));
        for (Exchange exchange : inFlight) {
            isGivenUp(exchange, now);
        }
        if (isSilent(now - settings.timeouts().reply().toNanos()) && channel != null) {
            lost(new TimeoutException(address + " has stopped answering"));
        }
        closeIfAnswered();
        sweepLater();
    }

    private boolean isSilent(long sinceNanos) {
        Exchange next = inFlight.peek();
        return next != null
                && next.isDone()
                && next.wasSentBefore(sinceNanos)
                && lastHeardNanos - sinceNanos <= 0;
    }

    private boolean isGivenUp(Exchange exchange, long nowNanos) {
        if (!exchange.isOverdue(nowNanos)) {
            return false;
        }
        exchange.fail(new TimeoutException("no reply from " + address + " in time"));
        return true;
    }
}
