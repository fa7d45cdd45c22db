package dev.cairn.node.rpc;

import dev.cairn.protocol.wire.PeerStreamsGrpc;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.handler.ssl.SslContext;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The gRPC port of a node, with every limit that keeps strangers from hurting it. */
final class RpcServer implements AutoCloseable {
    /** gRPC logs a stack for each connection that a stranger spoils; the counters say enough. */
    private static final Logger GRPC_LOG = Logger.getLogger("io.grpc");

    static {
        GRPC_LOG.setLevel(Level.SEVERE);
    }

    private final Server server;

    private RpcServer(Server server) {
        this.server = server;
    }

    /** Opens the port; every handler runs on an event loop. */
    static RpcServer open(
            InetSocketAddress bind,
            Wiring wiring,
            @Nullable SslContext tls,
            ServerServiceDefinition streams,
            Introductions introductions)
            throws IOException {
        RpcLoops loops = wiring.loops();
        var sockets = new ReflectiveChannelFactory<ServerChannel>(loops.serverType());
        var cap = new ConnectionCap(RpcLimits.CONNECTIONS, wiring.counters());
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(bind)
                        .bossEventLoopGroup(loops.group())
                        .workerEventLoopGroup(loops.group())
                        .channelFactory(() -> capped(sockets.newChannel(), cap))
                        .directExecutor()
                        .addService(streams)
                        .addService(introductions);
        limit(builder);
        if (tls != null) {
            builder.sslContext(tls);
        }
        return new RpcServer(builder.build().start());
    }

    private static ServerChannel capped(ServerChannel channel, ConnectionCap cap) {
        channel.pipeline().addLast(cap);
        return channel;
    }

    private static void limit(NettyServerBuilder builder) {
        builder.maxInboundMessageSize(RpcLimits.FRAME_BYTES)
                .maxInboundMetadataSize(RpcLimits.HEADER_BYTES)
                .maxConcurrentCallsPerConnection(RpcLimits.CALLS_PER_CONNECTION)
                .maxRstFramesPerWindow(RpcLimits.RESETS, RpcLimits.RESET_WINDOW_SECONDS)
                .permitKeepAliveTime(RpcLimits.PING_INTERVAL_MILLIS, TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(false)
                .maxConnectionIdle(RpcLimits.IDLE_SECONDS, TimeUnit.SECONDS)
                .handshakeTimeout(RpcLimits.HANDSHAKE_SECONDS, TimeUnit.SECONDS)
                .flowControlWindow(Lane.REPLICATION.windowBytes());
    }

    /** The three streams, each looked at before its first message. */
    static ServerServiceDefinition streams(Peers peers, RpcLoops loops, Refusals refusals) {
        var service = ServerServiceDefinition.builder(PeerStreamsGrpc.SERVICE_NAME);
        for (Lane lane : Lane.values()) {
            service.addMethod(lane.method(), new StreamAcceptor(lane, peers, loops, refusals));
        }
        return service.build();
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
