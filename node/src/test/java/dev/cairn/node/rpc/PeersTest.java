package dev.cairn.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.protocol.wire.PbFrame;
import dev.cairn.protocol.wire.PbMessage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Map;
import java.util.concurrent.CountDownLatch;

@Timeout(60)
class PeersTest implements Inbox, Stream {
    private static final Hello OTHER = Endpoint.hello(1, 1, 1, Endpoint.GRID);

    private final RpcLoops loops = RpcLoops.start(1);
    private final Wiring wiring = new Wiring(loops, RpcTimes.scaled(100), null, new RpcCounters());
    private final Peers peers = new Peers(Endpoint.hello(9, 1, 1, Endpoint.GRID), this, wiring);
    private final CountDownLatch resets = new CountDownLatch(1);

    @AfterEach
    void close() {
        peers.close();
        loops.close();
    }

    @Test
    void aNodeThatIsForgottenWhileItsStreamOpensIsNotHeard() throws Exception {
        Peer peer = peers.admit(OTHER, Lane.CONTROL);
        var loop = loops.next();
        Link link = peer.link(OTHER, Lane.CONTROL, loop, this);
        peers.forget(OTHER.node());
        loop.submit(() -> peer.opened(Lane.CONTROL, link)).get();
        resets.await();
        assertThat(peer.isLinked(Lane.CONTROL)).isFalse();
    }

    @Test
    void onlyStrangersAreForgottenInTime() {
        peers.heardOf(OTHER);
        peers.keep(OTHER.node(), OTHER.address());
        peers.forgetStrangers();
        assertThat(peers.awaited()).hasSize(1);
        peers.keep(Map.of());
        assertThat(peers.awaited()).isEmpty();
        peers.heardOf(OTHER);
        peers.forgetStrangers();
        assertThat(peers.awaited()).isEmpty();
    }

    @Override
    public void linked(Hello peer, Lane lane) {}

    @Override
    public void unlinked(Hello peer, Lane lane, String why) {}

    @Override
    public void received(Hello peer, Lane lane, PbMessage message) {}

    @Override
    public void send(PbFrame frame) {}

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void reset(String why) {
        resets.countDown();
    }
}
