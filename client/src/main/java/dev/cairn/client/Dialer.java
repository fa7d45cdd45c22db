package dev.cairn.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

import java.util.concurrent.TimeUnit;

/** Opens sockets, with TLS if asked for, on the client's own event loops. */
final class Dialer implements AutoCloseable {

    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(256 << 10, 1 << 20);

    private final ClientSettings settings;
    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("cairn-client", true), NioIoHandler.newFactory());

    Dialer(ClientSettings settings) {
        this.settings = settings;
    }

    /** The loop on which a new connection shall live. */
    EventLoop loop() {
        return loops.next();
    }

    /** Begins to open a socket whose bytes go through {@code handler}. */
    ChannelFuture dial(Address address, EventLoop loop, ChannelHandler handler) {
        return new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(settings.timeouts().connect().toMillis()))
                .handler(pipeline(address, handler))
                .connect(address.host(), address.port());
    }

    private ChannelInitializer<Channel> pipeline(Address address, ChannelHandler handler) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (settings.tls() != null) {
                    var tls =
                            settings.tls()
                                    .newHandler(channel.alloc(), address.host(), address.port());
                    tls.setHandshakeTimeoutMillis(settings.timeouts().connect().toMillis());
                    channel.pipeline().addLast(tls);
                }
                channel.pipeline().addLast(handler);
            }
        };
    }

    /** Whether the calling thread is one of the loops, which must never wait. */
    boolean isOnLoop() {
        for (var loop : loops) {
            if (loop.inEventLoop()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    }
}
