package dev.cairn.node.server;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Reply;
import dev.cairn.node.config.OutputLimits;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.dispatch.Batch;
import dev.cairn.node.dispatch.Client;
import dev.cairn.node.metrics.Counter;
import dev.cairn.node.session.Link;
import dev.cairn.node.session.Session;
import dev.cairn.node.shard.ShardLog;
import dev.cairn.protocol.resp.Limits;
import dev.cairn.protocol.resp.ProtocolError;
import dev.cairn.protocol.resp.RequestReader;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * One client's connection: bytes come in, requests are run in batches, replies go out in order.
 *
 * <p>Belongs to its event loop. While a request is parked, the batch, the input's bytes and the
 * output belong to whoever runs the request, and the loop leaves them alone until {@link #resume}.
 */
final class Connection extends ChannelInboundHandlerAdapter implements Client, Link {

    /** What a client may leave unread before it has authenticated. */
    private static final int UNAUTHENTICATED_OUTPUT_BYTES = 16 << 10;

    /** A batch pauses to send its replies when they have become so many bytes. */
    private static final int OUTPUT_BYTES_AT_ONCE = 1 << 20;

    private static final long REPORTED_CHANGE_BYTES = 16 << 10;
    private static final long MILLIS_PER_SECOND = 1_000;

    private final Server server;
    private final Loop loop;
    private final Channel channel;
    private final Session session;
    private final Input input;
    private final Output output;
    private final RequestReader reader = new RequestReader(Limits.UNAUTHENTICATED);
    private boolean trusted;
    private @Nullable Batch parked;
    private @Nullable ProtocolError broken;
    private boolean flushPending;
    private boolean ending;
    private boolean closed;
    private long softLimitSinceMillis;
    private volatile long outputBytes;
    private boolean hungUp;
    private volatile long reportedBytes;

    Connection(Server server, Loop loop, Channel channel) {
        this.server = server;
        this.loop = loop;
        this.channel = channel;
        this.input = new Input(channel.alloc());
        this.output = new Output(channel.alloc());
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
        return output.held() > OUTPUT_BYTES_AT_ONCE;
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
    public boolean isGone() {
        return closed || hungUp;
    }

    @Override
    public void later(Runnable task, long millis) {
        channel.eventLoop().schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void resume() {
        channel.eventLoop().execute(this::resumed);
    }

    // Receiving.

    @Override
    public void channelActive(ChannelHandlerContext context) {
        loop.add(this);
        server.opened(session);
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
        while (parked == null && !ending && !closed) {
            Batch batch = loop.takeBatch();
            fill(batch);
            if (!batch.hasNext()) {
                loop.giveBack(batch);
                break;
            }
            run(batch);
        }
        if (parked == null) {
            settle();
        }
    }

    private void fill(Batch batch) {
        ByteBuf in = input.bytes();
        if (in == null || broken != null) {
            return;
        }
        try {
            trust();
            int most = session.isAuthenticated() ? Batch.MOST : 1;
            while (batch.size() < most && in.isReadable()) {
                RequestReader.Status status = reader.read(in);
                if (status == RequestReader.Status.NEED_MORE) {
                    return;
                }
                if (status == RequestReader.Status.REQUEST
                        && CrossProtocol.isAttempt(add(batch, in))) {
                    batch.clear();
                    closeOnAttempt();
                    return;
                }
            }
        } catch (ProtocolError error) {
            broken = error;
        }
    }

    private Args add(Batch batch, ByteBuf in) {
        Args args = batch.add();
        long base = in.memoryAddress();
        for (int i = 0; i < reader.argc(); i++) {
            args.add(base + reader.argOffset(i), reader.argLength(i));
        }
        return args;
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

    /** A client that has authenticated may send more than one that has not. */
    private void trust() {
        if (trusted != session.isAuthenticated()) {
            trusted = session.isAuthenticated();
            reader.limits(trusted ? server.limits() : Limits.UNAUTHENTICATED);
        }
    }

    private void run(Batch batch) {
        output.open();
        parked = batch;
        while (server.dispatcher().run(batch, this)) {
            if (!batch.hasNext() || session.isCloseAfterReply() || closed) {
                parked = null;
                loop.giveBack(batch);
                return;
            }
            flushNow();
            output.open();
        }
    }

    private void resumed() {
        Batch batch = parked;
        if (batch == null) {
            throw new IllegalStateException("resumed, but not parked");
        }
        parked = null;
        if (closed) {
            release();
            return;
        }
        batch.advance();
        if (batch.hasNext() && !session.isCloseAfterReply()) {
            run(batch);
        } else {
            loop.giveBack(batch);
        }
        if (parked == null) {
            input.settle();
            channel.config().setAutoRead(true);
            work();
        }
    }

    /** All whole requests have run: what is left of the input is kept, the replies are sent. */
    private void settle() {
        if (closed) {
            release();
            return;
        }
        ProtocolError error = broken;
        if (error != null && !ending) {
            output.open();
            reply().error(error.refused());
            loop.tally().increment(Counter.PROTOCOL_ERRORS);
            ending = true;
        }
        ending |= hungUp || session.isCloseAfterReply();
        input.settle();
        if (!flushPending) {
            flushPending = true;
            loop.flushLater(this);
        }
        account();
    }

    // Sending.

    /** Sends what may be sent, and closes the connection if that was to be its end. */
    void flush() {
        flushPending = false;
        if (closed || parked != null) {
            return;
        }
        int seen = loop.news();
        flushNow();
        if (output.isGated()) {
            loop.waitForCommit(this, seen);
        } else if (ending && !closed) {
            channel.writeAndFlush(channel.alloc().buffer(0)).addListener(sent -> closeNow());
        }
    }

    private void flushNow() {
        ByteBuf bytes = output.take();
        if (bytes != null) {
            loop.tally().add(Counter.OUTPUT_BYTES, bytes.readableBytes());
            loop.tally().increment(Counter.WRITES);
            channel.writeAndFlush(bytes, channel.voidPromise());
        }
        checkOutput(System.currentTimeMillis());
    }

    private long unsentBytes() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return output.held() + (waiting == null ? 0 : waiting.totalPendingWriteBytes());
    }

    private void checkOutput(long nowMillis) {
        long unsent = unsentBytes();
        outputBytes = unsent;
        if (unsent == 0) {
            softLimitSinceMillis = 0;
            return;
        }
        if (!session.isAuthenticated() && unsent > UNAUTHENTICATED_OUTPUT_BYTES) {
            closeFor(Counter.OUTPUT_LIMIT_CLOSED);
            return;
        }
        var limit =
                server.node()
                        .settings()
                        .get(SettingTable.CLIENT_OUTPUT_BUFFER_LIMIT)
                        .of(OutputLimits.Audience.NORMAL);
        boolean soft = limit.softBytes() > 0 && unsent > limit.softBytes();
        if (!soft) {
            softLimitSinceMillis = 0;
        } else if (softLimitSinceMillis == 0) {
            softLimitSinceMillis = nowMillis;
        }
        long softMillis = limit.softSeconds() * MILLIS_PER_SECOND;
        if (limit.hardBytes() > 0 && unsent > limit.hardBytes()
                || soft && nowMillis - softLimitSinceMillis > softMillis) {
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
        long seconds = server.node().settings().get(SettingTable.TIMEOUT);
        long idleMillis = nowMillis - session.lastActiveMillis();
        if (seconds > 0 && idleMillis > seconds * MILLIS_PER_SECOND) {
            closeFor(Counter.IDLE_CLOSED);
        }
    }

    private void account() {
        long held = input.held() + outputBytes + reader.heldBytes();
        long change = held + session.transaction().bytes() - reportedBytes;
        if (Math.abs(change) > REPORTED_CHANGE_BYTES) {
            reportedBytes += change;
            server.memory().add(change);
            server.checkMemory();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closeNow();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof java.io.IOException)) {
            LoggerFactory.getLogger(Connection.class)
                    .error("A bug closes the connection of {}", address(), cause);
        }
        closeNow();
    }

    private void closeFor(Counter reason) {
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
        server.closed(session);
        server.memory().add(-reportedBytes);
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

    // The link, to commands; from any thread.

    @Override
    public String address() {
        return text((InetSocketAddress) channel.remoteAddress());
    }

    @Override
    public String localAddress() {
        return text((InetSocketAddress) channel.localAddress());
    }

    @Override
    public boolean isLocal() {
        return channel.remoteAddress() instanceof InetSocketAddress remote
                && remote.getAddress().isLoopbackAddress();
    }

    @Override
    public long inputBytes() {
        return input.unread();
    }

    @Override
    public long outputBytes() {
        return outputBytes;
    }

    @Override
    public long heldBytes() {
        return reportedBytes;
    }

    @Override
    public void close() {
        channel.eventLoop().execute(this::closeNow);
    }

    private static String text(@Nullable InetSocketAddress address) {
        if (address == null) {
            return "?:0";
        }
        String host = address.getAddress().getHostAddress();
        return host.contains(":")
                ? "[" + host + "]:" + address.getPort()
                : host + ":" + address.getPort();
    }
}
