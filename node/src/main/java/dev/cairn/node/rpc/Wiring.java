package dev.cairn.node.rpc;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.util.NetUtil;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** How connections to other nodes are made: loops, times, TLS, names. */
record Wiring(RpcLoops loops, RpcTimes times, @Nullable SslContext tls, RpcCounters counters) {
    private static final Executor NAME_LOOKUPS =
            task -> Thread.ofVirtual().name("name-lookup").start(task);
    private static final int INTRODUCTION_WINDOW_BYTES = 64 << 10;

    /** A channel that carries one stream on one connection and one event loop. */
    ManagedChannel channel(InetSocketAddress to, EventLoop loop, Lane lane) {
        return channel(to, loop, lane.windowBytes());
    }

    /** A channel for a few words with a stranger. */
    ManagedChannel channel(InetSocketAddress to, EventLoop loop) {
        return channel(to, loop, INTRODUCTION_WINDOW_BYTES);
    }

    private ManagedChannel channel(InetSocketAddress to, EventLoop loop, int windowBytes) {
        NettyChannelBuilder builder =
                NettyChannelBuilder.forAddress(to)
                        .overrideAuthority(to.getHostString() + ":" + to.getPort())
                        .eventLoopGroup(loop)
                        .channelType(loops.clientType())
                        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) times.connect())
                        .withOption(ChannelOption.TCP_NODELAY, true)
                        .directExecutor()
                        .offloadExecutor(NAME_LOOKUPS)
                        .flowControlWindow(windowBytes)
                        .maxInboundMessageSize(RpcLimits.FRAME_BYTES)
                        .maxInboundMetadataSize(RpcLimits.HEADER_BYTES)
                        .idleTimeout(Long.MAX_VALUE, TimeUnit.DAYS)
                        .disableRetry();
        return tls == null
                ? builder.usePlaintext().build()
                : builder.useTransportSecurity().sslContext(tls).build();
    }

    /** Looks the name up anew each time: nodes move. Never blocks the caller. */
    static CompletionStage<InetSocketAddress> resolve(String host, int port) {
        byte @Nullable [] literal = NetUtil.createByteArrayFromIpAddressString(host);
        if (literal != null) {
            return CompletableFuture.completedFuture(new InetSocketAddress(host, port));
        }
        var found = new CompletableFuture<InetSocketAddress>();
        NAME_LOOKUPS.execute(
                () -> {
                    try {
                        found.complete(new InetSocketAddress(InetAddress.getByName(host), port));
                    } catch (UnknownHostException unknown) {
                        found.completeExceptionally(unknown);
                    }
                });
        return found;
    }
}
