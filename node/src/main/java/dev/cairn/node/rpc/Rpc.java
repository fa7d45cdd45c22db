package dev.cairn.node.rpc;

import dev.cairn.node.membership.Gossip;
import dev.cairn.node.metadata.MetadataTransport;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.wire.PbMessage;
import dev.cairn.replication.message.Message;

import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * All that a node has to reach others: its port, its peers, introductions, the metadata protocol's
 * calls and the gossip's messages. Built first, so that listeners can be set; then opened.
 */
public final class Rpc implements AutoCloseable {
    private static final long KNOCK_MILLIS = 250;
    private static final long STRANGERS_SECONDS = 60;
    private static final Duration KNOCK_DEADLINE = Duration.ofSeconds(1);

    private final RpcSettings settings;
    private final RpcLoops loops;
    private final RpcCounters counters = new RpcCounters();
    private final Refusals refusals = new Refusals(counters);
    private final Reception reception = new Reception(counters, refusals);
    private final Wiring wiring;
    private final Peers peers;
    private final Introductions introductions;
    private final EnvelopeCalls envelopes;
    private final Map<NodeId, Long> nextKnock = new HashMap<>();
    private @Nullable RpcServer server;
    private @Nullable Future<?> knocking;
    private @Nullable Future<?> forgetting;

    public Rpc(RpcSettings settings, Hello self, RpcLoops loops) throws IOException {
        this.settings = settings;
        this.loops = loops;
        RpcTls tls = settings.tls();
        SslContext client = tls == null ? null : tls.forClient();
        wiring = new Wiring(loops, RpcTimes.scaled(settings.timeoutScale()), client, counters);
        peers = new Peers(self, reception, wiring);
        introductions = new Introductions(peers, wiring, refusals);
        envelopes = new EnvelopeCalls(peers, loops);
        reception.envelopesTo(envelopes::received);
        reception.listen(
                new LinkListener() {
                    @Override
                    public void linked(Hello peer, Lane lane) {}

                    @Override
                    public void unlinked(Hello peer, Lane lane, String why) {
                        if (lane == Lane.CONTROL) {
                            envelopes.unlinked(peer.node());
                        }
                    }
                });
    }

    /** Opens the port and begins to look for peers. */
    public void open() throws IOException {
        RpcTls tls = settings.tls();
        server =
                RpcServer.open(
                        settings.bind(),
                        wiring,
                        tls == null ? null : tls.forServer(),
                        RpcServer.streams(peers, loops, refusals),
                        introductions);
        var timer = loops.next();
        knocking =
                timer.scheduleWithFixedDelay(this::knock, 0, KNOCK_MILLIS, TimeUnit.MILLISECONDS);
        forgetting =
                timer.scheduleWithFixedDelay(
                        this::forgetStrangers,
                        STRANGERS_SECONDS,
                        STRANGERS_SECONDS,
                        TimeUnit.SECONDS);
    }

    /** The port that is open. */
    public int port() {
        if (server == null) {
            throw new IllegalStateException("not open");
        }
        return server.port();
    }

    public Peers peers() {
        return peers;
    }

    public Introductions introductions() {
        return introductions;
    }

    /** Carries the metadata protocol's calls. */
    public MetadataTransport metadata() {
        return envelopes;
    }

    public RpcCounters counters() {
        return counters;
    }

    /** Tells of streams that come up and go down; to be set before opening. */
    public void listen(LinkListener listener) {
        reception.listen(listener);
    }

    /** Says gossip to a peer; false when no stream leads there. */
    public boolean send(NodeId to, Gossip message) {
        var pb = PbMessage.newBuilder().setGossip(GossipCodec.encode(message)).build();
        return peers.send(to, Lane.CONTROL, pb);
    }

    /** Whom gossip that arrives concerns; to be set before opening. */
    public void onGossip(BiConsumer<NodeId, Gossip> sink) {
        reception.gossipTo(sink);
    }

    /** Says something of replication to a peer; false when no stream leads there. */
    public boolean send(NodeId to, Message message) {
        var lane = ReplicationCodec.lane(message);
        return peers.send(to, lane, ReplicationCodec.encode(message));
    }

    /** Whom the messages of replication that arrive concern; to be set before opening. */
    public void onMessage(BiConsumer<Hello, Message> sink) {
        reception.replicationTo(sink);
    }

    /** Shows this node to those whose part it is to dial, less often the longer they are away. */
    private void knock() {
        if (peers.self().clusterId() == null) {
            return;
        }
        long now = System.nanoTime();
        for (Peer peer : peers.awaited()) {
            long due = nextKnock.getOrDefault(peer.id(), now);
            if (now - due < 0) {
                continue;
            }
            long pause = ThreadLocalRandom.current().nextLong(KNOCK_MILLIS, 4 * KNOCK_MILLIS);
            nextKnock.put(peer.id(), now + TimeUnit.MILLISECONDS.toNanos(pause));
            introductions.hello(peer.address().host(), peer.address().rpcPort(), KNOCK_DEADLINE);
        }
    }

    private void forgetStrangers() {
        long now = System.nanoTime();
        nextKnock.values().removeIf(due -> now - due > 0);
        peers.forgetStrangers();
    }

    @Override
    public void close() {
        if (knocking != null) {
            knocking.cancel(false);
        }
        if (forgetting != null) {
            forgetting.cancel(false);
        }
        peers.close();
        if (server != null) {
            server.close();
        }
    }
}
