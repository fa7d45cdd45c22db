package dev.cairn.node.server;

import dev.cairn.node.command.Reply;
import dev.cairn.node.config.OutputLimits.Audience;
import dev.cairn.node.config.OutputLimits.Limit;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.dispatch.Batch;
import dev.cairn.node.dispatch.Client;
import dev.cairn.node.metrics.Counter;
import dev.cairn.node.session.Link;
import dev.cairn.node.session.ReplyMode;
import dev.cairn.node.session.Session;
import dev.cairn.node.shard.ShardLog;
import dev.cairn.protocol.resp.Refusal;
import dev.cairn.protocol.resp.Refused;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * One client's connection: bytes come in, requests are run in batches, replies go out in order.
 *
 * <p>Belongs to its event loop. While a request is parked, the batch, the input's bytes and the
 * output belong to whoever runs the request, and the loop leaves them alone until {@link #resume}.
 */
final class Connection extends ChannelInboundHandlerAdapter implements Client, Link {

    private static final long REPORTED_CHANGE_BYTES = 16 << 10;
    private static final long MILLIS_PER_SECOND = 1_000;

    private final Server server;
    private final Loop loop;
    private final Channel channel;
    private final Session session;
    private final Input input;
    private final Output output;
    private final Pushes pushes = new Pushes();
    private final Requests requests;
    private final Outlet outlet;
    private final Ends ends;
    private @Nullable Batch parked;
    private boolean flushPending;
    private boolean ending;
    private volatile boolean closed;
    private boolean hungUp;
    private volatile long reportedBytes;

    Connection(Server server, Loop loop, Channel channel) {
        this.server = server;
        this.loop = loop;
        this.channel = channel;
        this.input = new Input(channel.alloc());
        this.output = new Output(channel.alloc());
        this.requests = new Requests(server::limits);
        this.outlet = new Outlet(channel, loop.tally(), output, pushes);
        this.ends = new Ends(channel);
        long id = server.node().sessions().nextId();
        this.session = new Session(id, server.node(), this, System.currentTimeMillis());
    }

    // The client, to the dispatcher.

    @Override
    public Session session() {
        return session;
    }

    @Override
    public Reply reply() {
        return output.reply();
    }

    @Override
    public boolean isFull() {
        return outlet.isFull(session.isAuthenticated());
    }

    @Override
    public void tell() {
        tell(false);
    }

    private void tell(boolean gathered) {
        if (!outlet.tell(gathered)) {
            closeFor(Counter.OUTPUT_LIMIT_CLOSED);
        }
    }

    @Override
    public void sendSoFar() {
        flushNow();
        output.open();
    }

    @Override
    public void gate(ShardLog log, long offset, int mark, boolean write) {
        output.gate(log, offset, mark, write);
    }

    @Override
    public void regate(int mark) {
        output.regate(mark);
    }

    @Override
    public boolean isGone() {
        return !channel.isOpen();
    }

    @Override
    public boolean hasHungUp() {
        return closed || hungUp;
    }

    @Override
    public void later(Runnable task, long millis) {
        channel.eventLoop().schedule(() -> run(task), millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void again() {
        later(() -> goOn(false));
    }

    @Override
    public void resume() {
        later(() -> goOn(true));
    }

    // Receiving.

    @Override
    public void channelActive(ChannelHandlerContext context) {
        loop.add(this);
        server.opened(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf received = (ByteBuf) message;
        loop.tally().add(Counter.INPUT_BYTES, received.readableBytes());
        loop.tally().increment(Counter.READS);
        if (closed || ending) {
            received.release();
        } else if (parked != null) {
            input.putAside(received);
            channel.config().setAutoRead(false);
        } else {
            input.add(received);
            work();
        }
    }

    /** A client that sends no more still gets the replies to what it has sent. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            hungUp = true;
            if (parked == null) {
                settle();
            }
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    /** Reads and runs requests until there is no whole one, or one is parked. */
    private void work() {
        while (parked == null && !ending && !closed && !session.isCloseAfterReply()) {
            Batch batch = loop.takeBatch();
            fill(batch);
            if (!batch.hasNext()) {
                loop.giveBack(batch);
                break;
            }
            run(batch);
            sendIfFull();
        }
        if (parked == null) {
            settle();
        }
    }

    private void sendIfFull() {
        if (parked == null && !closed && isFull()) {
            flushNow();
        }
    }

    private void fill(Batch batch) {
        ByteBuf in = input.bytes();
        if (in != null && !requests.read(in, batch, session.isAuthenticated())) {
            closeOnAttempt();
        }
    }

    /** None of the requests around it is run. */
    private void closeOnAttempt() {
        LoggerFactory.getLogger(Connection.class)
                .warn(
                        "Possible SECURITY ATTACK detected: {} speaks HTTP to a port of Redis's"
                                + " protocol; closed",
                        address());
        closeNow();
    }

    /** Runs the batch until it is done, or a request of it is parked. */
    private void run(Batch batch) {
        output.open();
        parked = batch;
        boolean here = true;
        try {
            tell(true);
            here = server.dispatcher().run(batch, this);
            while (here && batch.hasNext() && !session.isCloseAfterReply()) {
                flushNow();
                if (closed) {
                    break;
                }
                output.open();
                here = server.dispatcher().run(batch, this);
            }
        } finally {
            if (here) { // also when there was a bug
                parked = null;
                loop.giveBack(batch);
            }
        }
    }

    /** The parked request is done, or is to be tried again. */
    private void goOn(boolean done) {
        Batch batch = parked;
        if (batch == null) {
            throw new IllegalStateException("resumed, but not parked");
        }
        parked = null;
        if (closed) {
            release();
            return;
        }
        if (done) {
            batch.advance();
        }
        if (batch.hasNext() && !session.isCloseAfterReply()) {
            run(batch);
        } else {
            loop.giveBack(batch);
        }
        if (parked == null && !closed) {
            input.settle();
            channel.config().setAutoRead(true);
        }
        if (parked == null) {
            work();
        }
    }

    /** All whole requests have run: what is left of the input is kept, the replies are sent. */
    private void settle() {
        if (closed) {
            release();
            return;
        }
        Refused refused = requests.refused();
        if (refused != null && !ending) {
            end(refused);
        }
        if (isTooMuchQueued()) {
            closeFor(Counter.QUERY_LIMIT_CLOSED);
            return;
        }
        ending |= hungUp || session.isCloseAfterReply();
        input.settle();
        if (!flushPending) {
            flushPending = true;
            loop.flushLater(this);
        }
        account();
    }

    /** A peer that does not keep to the protocol, or to a limit of it, hears so at the end. */
    private void end(Refused refused) {
        boolean tooBig = refused.refusal() == Refusal.PROTOCOL_BIG_REQUEST;
        loop.tally().increment(tooBig ? Counter.QUERY_LIMIT_CLOSED : Counter.PROTOCOL_ERRORS);
        ending = true;
        if (session.replyMode() == ReplyMode.ON) {
            output.open();
            reply().error(refused);
        }
    }

    /** What a transaction has queued was received, and counts until it has run. */
    private boolean isTooMuchQueued() {
        long queued = session.transaction().bytes();
        return queued > 0
                && queued + input.unread()
                        > server.node().settings().get(SettingTable.CLIENT_QUERY_BUFFER_LIMIT);
    }

    // Sending.

    /** Sends what may be sent, and closes the connection if that was to be its end. */
    void flush() {
        flushPending = false;
        if (closed || parked != null) {
            return;
        }
        try {
            sendWhatMayBeSent();
        } catch (RuntimeException | Error bug) {
            failed(bug); // the others of this loop are flushed all the same
        }
    }

    private void sendWhatMayBeSent() {
        int seen = loop.news();
        flushNow();
        if (closed) {
            return;
        }
        if (output.isGated()) {
            loop.waitForCommit(this, seen);
        } else if (ending) {
            channel.writeAndFlush(channel.alloc().buffer(0)).addListener(sent -> closeNow());
        }
    }

    private void flushNow() {
        tell(true);
        outlet.send();
        checkOutput(System.currentTimeMillis());
        account();
    }

    /** The client has been silent, but there is something to tell it. */
    private void pushed() {
        if (parked != null || closed) {
            return;
        }
        flush();
        if (!closed) {
            account();
        }
    }

    private void checkOutput(long nowMillis) {
        Limit limit =
                server.node()
                        .settings()
                        .get(SettingTable.CLIENT_OUTPUT_BUFFER_LIMIT)
                        .of(Audience.NORMAL);
        if (outlet.breaks(limit, session.isAuthenticated(), nowMillis)) {
            closeFor(Counter.OUTPUT_LIMIT_CLOSED);
        }
    }

    // Limits and the end.

    /** Looks, now and then, whether the client is idle or does not read its replies. */
    void tend(long nowMillis) {
        if (parked != null || closed) {
            return;
        }
        checkOutput(nowMillis);
        account();
        long seconds = server.node().settings().get(SettingTable.TIMEOUT);
        long idleMillis = nowMillis - session.lastActiveMillis();
        if (seconds > 0 && idleMillis > seconds * MILLIS_PER_SECOND && !closed) {
            closeFor(Counter.IDLE_CLOSED);
        }
    }

    /** Reports to the budget what the connection holds, if that has changed by much. */
    private void account() {
        if (closed) {
            return;
        }
        long held = input.held() + requests.heldBytes() + outlet.unsentBytes() + pushes.bytes();
        long change = held + session.heldBytes() - reportedBytes;
        if (Math.abs(change) > REPORTED_CHANGE_BYTES) {
            reportedBytes += change;
            server.memory().add(change);
        }
    }

    /** Closes the connection for the sake of the others; on its thread. */
    void evict() {
        if (!closed) {
            closeFor(Counter.EVICTED_CLIENTS);
        }
    }

    /** Whether the calling thread is the one that the connection belongs to. */
    boolean isOfThisThread() {
        return channel.eventLoop().inEventLoop();
    }

    /** Does something on the connection's thread. */
    void later(Runnable action) {
        channel.eventLoop().execute(() -> run(action));
    }

    /** Without this a bug in what runs later would leave the client waiting for ever. */
    private void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error bug) {
            failed(bug);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closeNow();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            closeNow();
        } else {
            failed(cause);
        }
    }

    private void failed(Throwable cause) {
        LoggerFactory.getLogger(Connection.class)
                .error("A bug closes the connection of {}", address(), cause);
        closeNow();
    }

    private void closeFor(Counter reason) {
        if (closed) {
            return;
        }
        loop.tally().increment(reason);
        LoggerFactory.getLogger(Connection.class)
                .warn("Closing the connection of {}: {}", address(), reason.doc());
        closeNow();
    }

    private void closeNow() {
        if (closed) {
            return;
        }
        closed = true;
        loop.remove(this);
        server.closed(this, reportedBytes);
        channel.close();
        if (parked == null) {
            release();
        }
    }

    private void release() {
        server.dispatcher().forget(session);
        session.transaction().clear();
        input.release();
        output.release();
    }

    // What the client is to forget; from any thread.

    @Override
    public void forget(byte[] key) {
        soon(pushes.add(key));
    }

    @Override
    public void forget(byte[] prefix, byte[] key) {
        soon(pushes.add(prefix, key));
    }

    @Override
    public void forgetAll() {
        soon(pushes.addAll());
    }

    @Override
    public void redirectionBroken(long id) {
        soon(pushes.addBroken(id));
    }

    private void soon(boolean first) {
        if (first && !isGone()) {
            channel.eventLoop().execute(this::pushed);
        }
    }

    // The link, to commands; from any thread.

    @Override
    public String address() {
        return ends.remote();
    }

    @Override
    public String localAddress() {
        return ends.local();
    }

    @Override
    public boolean isLocal() {
        return ends.isOnThisMachine();
    }

    @Override
    public long inputBytes() {
        return input.unread();
    }

    @Override
    public long outputBytes() {
        return outlet.unsentBytes();
    }

    @Override
    public long heldBytes() {
        return reportedBytes;
    }

    @Override
    public void close() {
        later(this::closeNow);
    }
}
