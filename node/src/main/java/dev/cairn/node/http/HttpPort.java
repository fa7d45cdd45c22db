package dev.cairn.node.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Listens for those who watch over the node: probes, Prometheus, people. */
public final class HttpPort implements AutoCloseable {
    private final HttpLimits limits;
    private final Map<String, Site.Page> pages;
    private final AtomicInteger open = new AtomicInteger();
    private final List<Channel> listeners = new ArrayList<>();

    public HttpPort(Site site) {
        this(site, HttpLimits.STANDARD);
    }

    HttpPort(Site site, HttpLimits limits) {
        this.limits = limits;
        pages = site.pages(limits.turns());
    }

    /**
     * Listens on these addresses.
     *
     * @param loops where connections are served; nothing here blocks them
     * @throws IOException if one of the addresses cannot be had
     */
    public void listen(ServerBootstrap loops, List<InetSocketAddress> addresses)
            throws IOException, InterruptedException {
        loops.childHandler(new Entrance());
        for (InetSocketAddress address : addresses) {
            ChannelFuture bound = loops.bind(address).await();
            if (!bound.isSuccess()) {
                throw new IOException("cannot listen on " + address, bound.cause());
            }
            listeners.add(bound.channel());
        }
    }

    /** The port listened on. */
    public int port() {
        return ((InetSocketAddress) listeners.getFirst().localAddress()).getPort();
    }

    @Override
    public void close() {
        listeners.forEach(Channel::close);
    }

    /** Lets a connection in, unless there are too many. */
    private final class Entrance extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            channel.closeFuture().addListener(_ -> open.decrementAndGet());
            if (open.incrementAndGet() > limits.connections()) {
                channel.close();
                return;
            }
            var decoding =
                    new HttpDecoderConfig()
                            .setMaxInitialLineLength(HttpLimits.LINE_BYTES)
                            .setMaxHeaderSize(HttpLimits.HEADER_BYTES)
                            .setMaxChunkSize(HttpLimits.CHUNK_BYTES);
            channel.pipeline()
                    .addLast(new HttpServerCodec(decoding))
                    .addLast(new Visit(pages, limits.patience()));
        }
    }
}
