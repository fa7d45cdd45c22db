package dev.cairn.node.server;

import dev.cairn.node.config.IoTransport;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;

import jdk.net.ExtendedSocketOptions;

import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.stream.Stream;

/** How sockets are served; the fastest first, as measured: see {@code docs/ARCHITECTURE.md}. */
enum Transport {
    /** Linux readiness: one system call for each read and each write. */
    EPOLL(
            EpollServerSocketChannel.class,
            EpollChannelOption.TCP_KEEPIDLE,
            EpollChannelOption.TCP_KEEPINTVL,
            EpollChannelOption.TCP_KEEPCNT) {
        @Override
        boolean isAvailable() {
            return Epoll.isAvailable();
        }

        @Override
        IoHandlerFactory handlers() {
            return EpollIoHandler.newFactory();
        }
    },
    /** Linux completion, where the kernel allows it. */
    IO_URING(
            IoUringServerSocketChannel.class,
            IoUringChannelOption.TCP_KEEPIDLE,
            IoUringChannelOption.TCP_KEEPINTVL,
            IoUringChannelOption.TCP_KEEPCNT) {
        @Override
        boolean isAvailable() {
            return IoUring.isAvailable();
        }

        @Override
        IoHandlerFactory handlers() {
            return IoUringIoHandler.newFactory();
        }
    },
    /** What every Java platform has. */
    NIO(
            NioServerSocketChannel.class,
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE),
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL),
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT)) {
        @Override
        boolean isAvailable() {
            return true;
        }

        @Override
        IoHandlerFactory handlers() {
            return NioIoHandler.newFactory();
        }
    };

    /** Probes without an answer after which a connection is over. */
    private static final int PROBES = 3;

    /** The longest silence that Linux takes. */
    private static final int MOST_SECONDS = 32_767;

    private final Class<? extends ServerChannel> listener;
    private final ChannelOption<Integer> keepIdle;
    private final ChannelOption<Integer> keepInterval;
    private final ChannelOption<Integer> keepCount;

    Transport(
            Class<? extends ServerChannel> listener,
            ChannelOption<Integer> keepIdle,
            ChannelOption<Integer> keepInterval,
            ChannelOption<Integer> keepCount) {
        this.listener = listener;
        this.keepIdle = keepIdle;
        this.keepInterval = keepInterval;
        this.keepCount = keepCount;
    }

    abstract boolean isAvailable();

    abstract IoHandlerFactory handlers();

    Class<? extends ServerChannel> listener() {
        return listener;
    }

    /** Probes a connection that has been silent for so many seconds; for 0, never. */
    void keepAlive(ChannelConfig connection, int seconds) {
        connection.setOption(ChannelOption.SO_KEEPALIVE, seconds > 0);
        if (seconds > 0) {
            int idle = Math.min(seconds, MOST_SECONDS);
            connection.setOption(keepIdle, idle);
            connection.setOption(keepInterval, Math.max(1, idle / PROBES));
            connection.setOption(keepCount, PROBES);
        }
    }

    /** The transport asked for, or else the first that works. */
    static Transport choose(IoTransport asked) {
        List<Transport> wanted =
                switch (asked) {
                    case AUTO -> List.of();
                    case IO_URING -> List.of(IO_URING);
                    case EPOLL -> List.of(EPOLL);
                    case NIO -> List.of(NIO);
                };
        Transport chosen =
                Stream.concat(wanted.stream(), Stream.of(values()))
                        .filter(Transport::isAvailable)
                        .findFirst()
                        .orElse(NIO);
        if (!wanted.isEmpty() && !wanted.contains(chosen)) {
            LoggerFactory.getLogger(Transport.class)
                    .warn("{} is not available here; {} serves in its place", asked, chosen);
        }
        return chosen;
    }
}
