package dev.cairn.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.protocol.wire.PbFrame;
import dev.cairn.protocol.wire.PbMessage;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

class LinkTest implements Inbox, Stream {
    private static final PbMessage BAD = PbMessage.getDefaultInstance();

    private final EventLoop loop = new DefaultEventLoop();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final RpcCounters counters = new RpcCounters();
    private final Line line = new Line(Lane.REPLICATION, this, counters);

    @AfterEach
    void close() {
        loop.shutdownGracefully();
    }

    @Test
    void whatFollowsAMessageThatFailedIsNotBelieved() throws Exception {
        Link link = link(1);
        onLoop(
                () -> {
                    line.install(link);
                    link.received(frame(Endpoint.ack(1)));
                    link.received(frame(BAD));
                    link.received(frame(Endpoint.ack(2)));
                });
        onLoop(() -> {});
        assertThat(events).containsExactly("+1", "ack 1", "-1", "reset");
    }

    @Test
    void aStreamOfAnOlderLifeDoesNotReplaceOneOfANewer() throws Exception {
        Link second = link(2);
        Link first = link(1);
        onLoop(
                () -> {
                    line.install(second);
                    line.install(first);
                    first.received(frame(Endpoint.ack(1)));
                    second.received(frame(Endpoint.ack(2)));
                });
        onLoop(() -> {});
        assertThat(line.current()).isSameAs(second);
        assertThat(events).containsExactly("+2", "ack 2", "reset");
    }

    private Link link(long incarnation) {
        var setup = new Link.Setup(RpcTimes.scaled(100), counters);
        return new Link(Endpoint.hello(2, incarnation, 1, "grid"), line, loop, this, setup);
    }

    private void onLoop(Runnable task) throws Exception {
        loop.submit(task).get();
    }

    private static PbFrame frame(PbMessage message) {
        return PbFrame.newBuilder().addMessages(message).build();
    }

    @Override
    public void linked(Hello peer, Lane lane) {
        events.add("+" + peer.incarnation());
    }

    @Override
    public void unlinked(Hello peer, Lane lane, String why) {
        events.add("-" + peer.incarnation());
    }

    @Override
    public void received(Hello peer, Lane lane, PbMessage message) {
        if (message.equals(BAD)) {
            throw new MalformedMessage("bad");
        }
        events.add("ack " + message.getAck().getReceived());
    }

    @Override
    public void send(PbFrame frame) {}

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void reset(String why) {
        events.add("reset");
    }
}
