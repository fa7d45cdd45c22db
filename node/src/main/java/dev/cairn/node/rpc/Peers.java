package dev.cairn.node.rpc;

import dev.cairn.protocol.topology.NodeAddress;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.wire.PbMessage;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;

/**
 * The other nodes that this one knows, and its streams to them. Any thread may use it, and nothing
 * here waits.
 */
public final class Peers implements AutoCloseable {
    private final ConcurrentMap<NodeId, Peer> peers = new ConcurrentHashMap<>();
    private final Set<NodeId> gone = ConcurrentHashMap.newKeySet();
    private final Inbox inbox;
    private final Wiring wiring;
    private volatile Hello self;
    private volatile boolean closed;

    Peers(Hello self, Inbox inbox, Wiring wiring) {
        this.self = self;
        this.inbox = inbox;
        this.wiring = wiring;
    }

    /** Who this node says it is. */
    public Hello self() {
        return self;
    }

    /** This node belongs to this grid from now on: streams are opened and accepted. */
    public void belongTo(String clusterId) {
        String now = self.clusterId();
        if (now != null && !now.equals(clusterId)) {
            throw new IllegalStateException("this node belongs to grid " + now);
        }
        self = self.in(clusterId);
        peers.values().forEach(Peer::start);
    }

    /**
     * These are the nodes of the grid and their addresses: streams to all of them are kept open.
     * Others are forgotten unless they are linked at the moment, as a newcomer is.
     */
    public synchronized void keep(Map<NodeId, NodeAddress> nodes) {
        nodes.forEach(this::keep);
        for (Peer peer : peers.values()) {
            if (!nodes.containsKey(peer.id())) {
                peer.keep(false);
                forgetUnlessLinked(peer);
            }
        }
    }

    /** A node of the grid and where it is; a new address is used for the next connection. */
    public synchronized void keep(NodeId id, NodeAddress address) {
        if (id.equals(self.node()) || closed) {
            return;
        }
        gone.remove(id);
        Peer peer = peers.computeIfAbsent(id, each -> peer(each, address));
        peer.keep(true);
        if (!peer.address().equals(address)) {
            peer.moved(address);
        }
        if (self.clusterId() != null) {
            peer.start();
        }
    }

    /** Ends the streams to a node that has left for good; it is not heard again. */
    public synchronized void forget(NodeId id) {
        if (gone.size() < RpcLimits.PEERS) {
            gone.add(id);
        }
        Peer peer = peers.remove(id);
        if (peer != null) {
            peer.stop("the node has left");
        }
    }

    /** Whether a stream of this lane to the node is up. */
    public boolean isLinked(NodeId id, Lane lane) {
        Peer peer = peers.get(id);
        return peer != null && peer.isLinked(lane);
    }

    /** The nodes with a control stream. */
    public Set<NodeId> linked() {
        return peers.values().stream()
                .filter(peer -> peer.isLinked(Lane.CONTROL))
                .map(Peer::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The bytes that wait for this lane to the node because it or the network is slow; 0 without a
     * link. Whoever sends much at a time stops at half of {@link Lane#queueBytes()}.
     */
    public long waitingBytes(NodeId id, Lane lane) {
        Peer peer = peers.get(id);
        Link link = peer == null ? null : peer.line(lane).current();
        return link == null ? 0 : link.waitingBytes();
    }

    /** Ends one stream, so that it begins anew. */
    public void reset(NodeId id, Lane lane, String why) {
        Peer peer = peers.get(id);
        Link link = peer == null ? null : peer.line(lane).current();
        if (link != null) {
            link.close(why);
        }
    }

    /** Queues a message; false when it is dropped because no stream leads there. */
    boolean send(NodeId to, Lane lane, PbMessage message) {
        Peer peer = peers.get(to);
        if (peer == null) {
            wiring.counters().raise(RpcCounter.DROPPED);
            return false;
        }
        return peer.send(lane, message);
    }

    /** The node that opens a stream; IllegalArgumentException says why it may not. */
    Peer admit(Hello from, Lane lane) {
        String objection = objection(from);
        if (objection != null) {
            throw new IllegalArgumentException(objection);
        }
        Peer peer = known(from);
        if (peer == null) {
            throw new IllegalArgumentException("too many nodes");
        }
        String refusal = peer.refusal(from, lane);
        if (refusal != null) {
            throw new IllegalArgumentException(refusal);
        }
        return peer;
    }

    private @Nullable String objection(Hello from) {
        Hello me = self;
        String cluster = me.clusterId();
        if (cluster == null) {
            return "this node belongs to no grid yet";
        }
        if (!cluster.equals(from.clusterId())) {
            return "grid " + from.clusterId() + " is not ours";
        }
        if (from.node().equals(me.node())) {
            return "the peer has this node's name";
        }
        if (from.node().compareTo(me.node()) > 0) {
            return "it is this node's part to dial";
        }
        return gone.contains(from.node()) ? "the peer has left the grid" : null;
    }

    /** A node of this grid has introduced itself. */
    void heardOf(Hello hello) {
        boolean ours = hello.clusterId() != null && hello.clusterId().equals(self.clusterId());
        if (!ours || hello.node().equals(self.node())) {
            return;
        }
        Peer peer = known(hello);
        if (peer != null) {
            peer.heardOf(hello);
            peer.start();
        }
    }

    private @Nullable Peer known(Hello hello) {
        Peer peer = peers.get(hello.node());
        if (peer != null) {
            return peer;
        }
        if (closed || gone.contains(hello.node()) || peers.size() >= RpcLimits.PEERS) {
            return null;
        }
        return peers.computeIfAbsent(hello.node(), id -> peer(id, hello.address()));
    }

    private Peer peer(NodeId id, NodeAddress address) {
        return new Peer(id, address, new Peer.Setup(() -> self, inbox, wiring));
    }

    /** Nodes of the grid that should dial this one and have not. */
    Iterable<Peer> awaited() {
        return peers.values().stream()
                        .filter(peer -> !peer.isDialedFromHere() && !peer.isLinked(Lane.CONTROL))
                ::iterator;
    }

    /** Forgets those that no topology knows and that are not linked. */
    synchronized void forgetStrangers() {
        peers.values().forEach(this::forgetUnlessLinked);
    }

    private void forgetUnlessLinked(Peer peer) {
        if (!peer.isKept() && !peer.isLinked(Lane.CONTROL) && peers.remove(peer.id(), peer)) {
            peer.stop("the node is not known");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        peers.values().forEach(peer -> peer.stop("this node stops"));
        peers.clear();
    }
}
