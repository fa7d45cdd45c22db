package dev.cairn.node.rpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

import java.util.concurrent.atomic.AtomicInteger;

/** Closes connections beyond a limit before anything is read from them. */
@ChannelHandler.Sharable
final class ConnectionCap extends ChannelInboundHandlerAdapter {
    private final int most;
    private final RpcCounters counters;
    private final AtomicInteger open = new AtomicInteger();

    ConnectionCap(int most, RpcCounters counters) {
        this.most = most;
        this.counters = counters;
    }

    @Override
    public void channelRead(ChannelHandlerContext listener, Object accepted) {
        Channel connection = (Channel) accepted;
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            counters.raise(RpcCounter.CONNECTIONS_REFUSED);
            connection.unsafe().closeForcibly();
            return;
        }
        connection.closeFuture().addListener(_ -> open.decrementAndGet());
        listener.fireChannelRead(accepted);
    }
}
