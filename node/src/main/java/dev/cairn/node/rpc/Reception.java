package dev.cairn.node.rpc;

import dev.cairn.node.membership.Gossip;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.wire.PbEnvelope;
import dev.cairn.protocol.wire.PbMessage;
import dev.cairn.replication.message.Message;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * Hands what the streams bring to whom it concerns. What makes no sense is counted; it is dropped
 * on the control lane, where anything may get lost, and costs the stream where the order counts.
 */
final class Reception implements Inbox {
    private final RpcCounters counters;
    private final Refusals refusals;
    private final List<LinkListener> listeners = new CopyOnWriteArrayList<>();
    private volatile BiConsumer<NodeId, Gossip> gossip = (_, _) -> {};
    private volatile BiConsumer<NodeId, PbEnvelope> envelopes = (_, _) -> {};
    private volatile BiConsumer<Hello, Message> replication = (_, _) -> {};

    Reception(RpcCounters counters, Refusals refusals) {
        this.counters = counters;
        this.refusals = refusals;
    }

    void listen(LinkListener listener) {
        listeners.add(listener);
    }

    void gossipTo(BiConsumer<NodeId, Gossip> sink) {
        gossip = sink;
    }

    void envelopesTo(BiConsumer<NodeId, PbEnvelope> sink) {
        envelopes = sink;
    }

    void replicationTo(BiConsumer<Hello, Message> sink) {
        replication = sink;
    }

    @Override
    public void linked(Hello peer, Lane lane) {
        listeners.forEach(listener -> listener.linked(peer, lane));
    }

    @Override
    public void unlinked(Hello peer, Lane lane, String why) {
        listeners.forEach(listener -> listener.unlinked(peer, lane, why));
    }

    @Override
    public void received(Hello peer, Lane lane, PbMessage message) {
        Runnable delivery;
        try {
            delivery = delivery(peer, message);
        } catch (IllegalArgumentException malformed) {
            counters.raise(RpcCounter.MALFORMED);
            refusals.note(message.getMessageCase() + " of " + peer, malformed.getMessage());
            if (lane != Lane.CONTROL) {
                throw new MalformedMessage(malformed.getMessage());
            }
            return;
        }
        delivery.run();
    }

    private Runnable delivery(Hello peer, PbMessage message) {
        NodeId from = peer.node();
        return switch (message.getMessageCase()) {
            case GOSSIP -> {
                Gossip said = GossipCodec.decode(message.getGossip());
                yield () -> gossip.accept(from, said);
            }
            case ENVELOPE -> {
                PbEnvelope envelope = EnvelopeCalls.checked(message.getEnvelope());
                yield () -> envelopes.accept(from, envelope);
            }
            default -> {
                Message said = ReplicationCodec.decode(message);
                yield () -> replication.accept(peer, said);
            }
        };
    }
}
