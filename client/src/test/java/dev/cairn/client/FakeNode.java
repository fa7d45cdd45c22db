package dev.cairn.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cairn.protocol.resp.Limits;
import dev.cairn.protocol.resp.RequestReader;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.GlobalEventExecutor;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A node that answers by script: each command's name leads to an answer, in raw RESP. */
public final class FakeNode implements AutoCloseable {

    /** Answers nothing any more on this connection. */
    public static final String SILENCE = "(silence)";

    /** The answer that hangs up. */
    public static final String HANG_UP = "(hang up)";

    /** Answers nothing, and reads nothing more on this connection, whose buffers then fill. */
    public static final String DEAFNESS = "(deafness)";

    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Map<String, Function<List<String>, String>> script = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<List<String>> heard = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final AtomicInteger reads = new AtomicInteger();
    private final Channel server;

    public FakeNode() {
        on("HELLO", "%0\r\n");
        server =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        connections.incrementAndGet();
                                        open.add(channel);
                                        channel.pipeline().addLast(new Answering());
                                    }
                                })
                        .bind("127.0.0.1", 0)
                        .syncUninterruptibly()
                        .channel();
    }

    public Address address() {
        return new Address("127.0.0.1", ((InetSocketAddress) server.localAddress()).getPort());
    }

    /** Answers every {@code command} with {@code answer}. */
    public FakeNode on(String command, String answer) {
        return on(command, words -> answer);
    }

    /** Answers {@code command} with these in turn, the last one for ever. */
    public FakeNode inTurn(String command, String... answers) {
        var next = new AtomicInteger();
        return on(command, words -> answers[Math.min(next.getAndIncrement(), answers.length - 1)]);
    }

    public FakeNode on(String command, Function<List<String>, String> answer) {
        script.put(command, answer);
        return this;
    }

    /** Says that the slots up to {@code middle} are served by {@code low}, the others by high. */
    public FakeNode topology(int middle, FakeNode low, FakeNode high) {
        String shards =
                "*2\r\n"
                        + shard(0, middle, low.address())
                        + shard(middle + 1, 16383, high.address());
        return on("CLUSTER", shards);
    }

    public static String shard(int first, int last, Address node) {
        return "*4\r\n+slots\r\n*2\r\n:%d\r\n:%d\r\n+nodes\r\n*1\r\n".formatted(first, last)
                + "*8\r\n+endpoint\r\n$%d\r\n%s\r\n+port\r\n:%d\r\n+role\r\n+master\r\n"
                        .formatted(node.host().length(), node.host(), node.port())
                + "+health\r\n+online\r\n";
    }

    /** The requests with this command's name that have come so far. */
    public List<List<String>> heard(String command) {
        return heard.stream().filter(words -> words.get(0).equalsIgnoreCase(command)).toList();
    }

    public int connections() {
        return connections.get();
    }

    /** How many connections have not been closed. */
    public int openConnections() {
        return open.size();
    }

    /** Says something on every open connection, for example an answer that was held back. */
    public void say(String answer) {
        open.writeAndFlush(Unpooled.copiedBuffer(answer, UTF_8));
    }

    /** In how many pieces the requests came. */
    public int reads() {
        return reads.get();
    }

    @Override
    public void close() {
        if (!server.isOpen()) {
            return;
        }
        server.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Answering extends ByteToMessageDecoder {
        private final RequestReader reader = new RequestReader(Limits.AUTHENTICATED);
        private boolean mute;

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            reads.incrementAndGet();
            while (reader.read(in) == RequestReader.Status.REQUEST) {
                var words = new ArrayList<String>();
                for (int i = 0; i < reader.argc(); i++) {
                    words.add(in.toString(reader.argOffset(i), reader.argLength(i), UTF_8));
                }
                heard.add(words);
                String name = words.get(0).toUpperCase(Locale.ROOT);
                answer(
                        ctx,
                        script.getOrDefault(name, absent -> "-ERR unknown command\r\n")
                                .apply(words));
            }
        }

        private void answer(ChannelHandlerContext ctx, String answer) {
            mute |= answer.equals(SILENCE);
            if (answer.equals(HANG_UP)) {
                ctx.close();
            } else if (answer.equals(DEAFNESS)) {
                ctx.channel().config().setAutoRead(false);
                ctx.pipeline().remove(this);
            } else if (!mute) {
                ctx.writeAndFlush(ByteBufUtil.writeUtf8(ctx.alloc(), answer));
            }
        }
    }
}
