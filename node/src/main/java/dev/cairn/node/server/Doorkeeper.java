package dev.cairn.node.server;

import dev.cairn.node.config.SettingTable;
import dev.cairn.node.metrics.Counter;
import dev.cairn.protocol.resp.Refusal;
import dev.cairn.protocol.resp.Refused;
import dev.cairn.protocol.resp.RespWriter;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;

/** Decides about each accepted connection: too many clients, protected mode, or welcome. */
final class Doorkeeper extends ChannelInitializer<Channel> {

    private final Server server;

    Doorkeeper(Server server) {
        this.server = server;
    }

    @Override
    protected void initChannel(Channel channel) {
        Loop loop = server.loopOf(channel.eventLoop());
        loop.tally().increment(Counter.CONNECTIONS_RECEIVED);
        Refused refused = refusal(channel);
        if (refused != null) {
            loop.tally().increment(Counter.CONNECTIONS_REJECTED);
            channel.pipeline().addLast(new Farewell(refused));
            return;
        }
        long seconds = server.node().settings().get(SettingTable.TCP_KEEPALIVE);
        server.transport().keepAlive(channel.config(), (int) seconds);
        channel.pipeline().addLast(new Connection(server, loop, channel));
    }

    private @Nullable Refused refusal(Channel channel) {
        var settings = server.node().settings();
        if (server.node().sessions().count() >= settings.get(SettingTable.MAXCLIENTS)) {
            return Refusal.MAX_CLIENTS.refused();
        }
        boolean isOpen = settings.get(SettingTable.PROTECTED_MODE);
        if (isOpen && !server.node().users().needPassword() && !isLocal(channel)) {
            return Refusal.DENIED.refused();
        }
        return null;
    }

    private static boolean isLocal(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress remote
                && remote.getAddress().isLoopbackAddress();
    }

    /** Says why, and closes. */
    private static final class Farewell extends ChannelInboundHandlerAdapter {
        private final Refused refused;

        private Farewell(Refused refused) {
            this.refused = refused;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            ByteBuf line = context.alloc().buffer();
            new RespWriter(line).error(refused);
            context.writeAndFlush(line).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ((ByteBuf) message).release();
        }
    }
}
