package dev.cairn.node.rpc;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.TimeUnit;

/**
 * The event loops that all streams run on, and the kind of sockets that fits them. Handlers run on
 * these loops and never block.
 *
 * @param owned whether closing stops the loops
 */
public record RpcLoops(
        EventLoopGroup group,
        Class<? extends Channel> clientType,
        Class<? extends ServerChannel> serverType,
        boolean owned)
        implements AutoCloseable {

    /** Loops of its own: epoll where there is one, else NIO. */
    public static RpcLoops start(int threads) {
        var factory = new DefaultThreadFactory("rpc", true);
        if (Epoll.isAvailable()) {
            return new RpcLoops(
                    new MultiThreadIoEventLoopGroup(threads, factory, EpollIoHandler.newFactory()),
                    EpollSocketChannel.class,
                    EpollServerSocketChannel.class,
                    true);
        }
        return new RpcLoops(
                new MultiThreadIoEventLoopGroup(threads, factory, NioIoHandler.newFactory()),
                NioSocketChannel.class,
                NioServerSocketChannel.class,
                true);
    }

    EventLoop next() {
        return group.next();
    }

    /** The loop that the caller runs on; null when it is none of these. */
    @Nullable EventLoop current() {
        for (EventExecutor executor : group) {
            if (executor.inEventLoop()) {
                return (EventLoop) executor;
            }
        }
        return null;
    }

    @Override
    public void close() {
        if (owned) {
            group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        }
    }
}
