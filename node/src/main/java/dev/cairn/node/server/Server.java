package dev.cairn.node.server;

import dev.cairn.node.config.SettingTable;
import dev.cairn.node.config.Settings;
import dev.cairn.node.dispatch.Dispatcher;
import dev.cairn.node.metrics.Counter;
import dev.cairn.node.session.NodeServices;
import dev.cairn.protocol.resp.Limits;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.PlatformDependent;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Listens for clients and serves them with a few event loops. */
public final class Server implements AutoCloseable {

    private static final int RECEIVE_BYTES = 16 << 10;
    private static final int LEAST_RECEIVE_BYTES = 2 << 10;
    private static final int MOST_RECEIVE_BYTES = 64 << 10;
    private static final int PAGE_BYTES = 8 << 10;
    private static final int ARENA_ORDER = 6;
    private static final int CACHED_BUFFERS = 64;
    private static final long TEND_MILLIS = 1_000;

    /**
     * An argument takes about 64 bytes of heap while it is read and run; a quarter may go there.
     */
    private static final long HEAP_BYTES_FOR_AN_ARGUMENT = 4 * 64;

    private final NodeServices node;
    private final Dispatcher dispatcher;
    private final ClientMemory memory;
    private final Transport transport;
    private final MultiThreadIoEventLoopGroup group;
    private final Map<EventExecutor, Loop> loops = new IdentityHashMap<>();
    private final List<Channel> listeners = new ArrayList<>();
    private volatile Limits limits;

    public Server(NodeServices node, Dispatcher dispatcher) {
        this.node = node;
        this.dispatcher = dispatcher;
        this.memory = new ClientMemory(node.settings(), mostForClients());
        this.transport = Transport.choose(node.settings().get(SettingTable.IO_TRANSPORT));
        int threads = threads(node.settings());
        group =
                new MultiThreadIoEventLoopGroup(
                        threads, new DefaultThreadFactory("io"), transport.handlers());
        for (EventExecutor each : group) {
            var tally = node.counters().open();
            loops.put(each, new Loop((SingleThreadEventLoop) each, tally));
        }
        limits = limits(node.settings());
        node.settings()
                .onChange(
                        SettingTable.PROTO_MAX_BULK_LEN, bytes -> limits = limits(node.settings()));
        node.settings()
                .onChange(
                        SettingTable.CLIENT_QUERY_BUFFER_LIMIT,
                        bytes -> limits = limits(node.settings()));
    }

    /**
     * Listens on these addresses.
     *
     * @throws IOException if one of them cannot be had
     */
    public void listen(List<InetSocketAddress> addresses) throws IOException, InterruptedException {
        var bootstrap =
                new ServerBootstrap()
                        .group(group)
                        .channel(transport.listener())
                        .option(
                                ChannelOption.SO_BACKLOG,
                                node.settings().get(SettingTable.TCP_BACKLOG).intValue())
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .handler(new AcceptErrors())
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childOption(ChannelOption.ALLOCATOR, allocator())
                        .childOption(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new AdaptiveRecvByteBufAllocator(
                                                LEAST_RECEIVE_BYTES,
                                                RECEIVE_BYTES,
                                                MOST_RECEIVE_BYTES)
                                        .maxMessagesPerRead(1))
                        .childHandler(new Doorkeeper(this));
        if (addresses.isEmpty()) {
            throw new IOException("the setting bind names no address of this machine");
        }
        for (InetSocketAddress address : addresses) {
            ChannelFuture bound = bootstrap.bind(address).await();
            if (!bound.isSuccess()) {
                throw new IOException("cannot listen on " + address, bound.cause());
            }
            listeners.add(bound.channel());
        }
        loops.values().forEach(this::tendRegularly);
    }

    /** To listen for somebody else than clients, on the same event loops. */
    public ServerBootstrap besides() {
        return new ServerBootstrap()
                .group(group)
                .channel(transport.listener())
                .option(ChannelOption.SO_REUSEADDR, true);
    }

    /** The port listened on. */
    public int port() {
        return ((InetSocketAddress) listeners.get(0).localAddress()).getPort();
    }

    /** A commit has advanced, or a log is over: parked replies are looked at again. Any thread. */
    public void lookAtGates() {
        loops.values().forEach(Loop::lookAgain);
    }

    @Override
    public void close() {
        listeners.forEach(listener -> listener.close().syncUninterruptibly());
        loops.values().forEach(Loop::closeAll);
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    NodeServices node() {
        return node;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    ClientMemory memory() {
        return memory;
    }

    /** What an authenticated client may send. */
    Limits limits() {
        return limits;
    }

    Loop loopOf(EventLoop eventLoop) {
        return Objects.requireNonNull(loops.get(eventLoop));
    }

    void opened(Connection connection) {
        node.sessions().add(connection.session());
        memory.opened(connection);
    }

    void closed(Connection connection, long heldBytes) {
        node.sessions().remove(connection.session());
        memory.closed(connection, heldBytes);
    }

    Transport transport() {
        return transport;
    }

    private void tendRegularly(Loop loop) {
        loop.eventLoop()
                .scheduleWithFixedDelay(
                        () -> loop.tend(System.currentTimeMillis()),
                        TEND_MILLIS,
                        TEND_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    private static int threads(Settings settings) {
        long asked = settings.get(SettingTable.IO_THREADS);
        return asked > 0
                ? (int) asked
                : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    /** One small arena for each loop and none on the heap: an idle node stays small. */
    private ByteBufAllocator allocator() {
        return new PooledByteBufAllocator(
                true,
                0,
                loops.size(),
                PAGE_BYTES,
                ARENA_ORDER,
                CACHED_BUFFERS,
                CACHED_BUFFERS,
                true,
                0);
    }

    private static Limits limits(Settings settings) {
        Limits most = Limits.AUTHENTICATED;
        long arguments = Runtime.getRuntime().maxMemory() / HEAP_BYTES_FOR_AN_ARGUMENT;
        int elements = (int) Math.min(most.elements(), arguments);
        return new Limits(elements, most.bulkBytes(), most.requestBytes(), most.trusted())
                .withBulkBytes(settings.get(SettingTable.PROTO_MAX_BULK_LEN))
                .withRequestBytes(settings.get(SettingTable.CLIENT_QUERY_BUFFER_LIMIT));
    }

    /** Buffers lie outside of the heap, transactions and places of arguments on it. */
    private static long mostForClients() {
        long heap = Runtime.getRuntime().maxMemory() / 2;
        return Math.min(heap, PlatformDependent.maxDirectMemory() / 4 * 3);
    }

    /** Survives what goes wrong while accepting, such as too many open files: pauses, goes on. */
    private final class AcceptErrors extends ChannelInboundHandlerAdapter {

        private static final long PAUSE_MILLIS = 250;

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            loopOf(context.channel().eventLoop()).tally().increment(Counter.ACCEPT_ERRORS);
            context.channel().config().setAutoRead(false);
            context.channel()
                    .eventLoop()
                    .schedule(
                            () -> context.channel().config().setAutoRead(true),
                            PAUSE_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
    }
}
