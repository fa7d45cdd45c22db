package dev.cairn.node.rpc;

import dev.cairn.protocol.topology.NodeAddress;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.wire.PbMessage;

import io.grpc.Status;
import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Another node: where it is, and the three lines to it. Of two nodes the one with the smaller name
 * dials. The control stream leads: the others are opened after it and end with it.
 */
final class Peer implements Inbox {
    private final NodeId id;
    private final Supplier<Hello> self;
    private final Inbox inbox;
    private final Link.Setup setup;
    private final Map<Lane, Line> lines = new EnumMap<>(Lane.class);
    private final Map<Lane, Dialer> dialers = new EnumMap<>(Lane.class);
    private volatile NodeAddress address;
    private volatile boolean kept;
    private volatile boolean stopped;
    private long newestIncarnation;

    /** What all peers of a node share. */
    record Setup(Supplier<Hello> self, Inbox inbox, Wiring wiring) {}

    Peer(NodeId id, NodeAddress address, Setup setup) {
        this.id = id;
        this.address = address;
        self = setup.self();
        inbox = setup.inbox();
        Wiring wiring = setup.wiring();
        this.setup = new Link.Setup(wiring.times(), wiring.counters());
        EventLoop loop = wiring.loops().next();
        for (Lane lane : Lane.values()) {
            lines.put(lane, new Line(lane, this, wiring.counters()));
            dialers.put(lane, new Dialer(this, lane, loop, wiring));
        }
    }

    NodeId id() {
        return id;
    }

    Hello self() {
        return self.get();
    }

    NodeAddress address() {
        return address;
    }

    /** Whether the topology knows it; others are forgotten when they go. */
    boolean isKept() {
        return kept;
    }

    void keep(boolean known) {
        kept = known;
    }

    boolean isDialedFromHere() {
        return self().node().compareTo(id) < 0;
    }

    /** Tries to reach it from now on, if that is this node's part. */
    void start() {
        if (isDialedFromHere()) {
            dialer(Lane.CONTROL).start();
        }
    }

    /** Ends all streams for good. */
    void stop(String why) {
        stopped = true;
        dialers.values().forEach(dialer -> dialer.stop(why));
        for (Line line : lines.values()) {
            Link link = line.current();
            if (link != null) {
                link.close(why);
            }
        }
    }

    /** It says that it is there; an older life is not believed. */
    void heardOf(Hello hello) {
        if (isStale(hello)) {
            return;
        }
        moved(hello.address());
    }

    /** From now on it is to be found there; links that work are left alone. */
    void moved(NodeAddress next) {
        address = next;
        if (isDialedFromHere()) {
            dialer(Lane.CONTROL).hurry();
        }
    }

    boolean isLinked(Lane lane) {
        return line(lane).current() != null;
    }

    boolean send(Lane lane, PbMessage message) {
        return line(lane).send(message);
    }

    Line line(Lane lane) {
        return Objects.requireNonNull(lines.get(lane));
    }

    private Dialer dialer(Lane lane) {
        return Objects.requireNonNull(dialers.get(lane));
    }

    /** Why a node that answered is not the one that was dialed; null when it is. */
    @Nullable String objection(Hello answer) {
        if (!answer.node().equals(id)) {
            return "another node answers there: " + answer;
        }
        if (answer.clusterId() == null || !answer.clusterId().equals(self().clusterId())) {
            return "it belongs to grid " + answer.clusterId();
        }
        return isStale(answer) ? "an older life answers there: " + answer : null;
    }

    /** Why a stream that the peer opens cannot be accepted; null when it can. */
    @Nullable String refusal(Hello hello, Lane lane) {
        if (isStale(hello)) {
            return "a newer life of this node was here";
        }
        Link control = line(Lane.CONTROL).current();
        if (lane != Lane.CONTROL
                && (control == null || control.peer().incarnation() != hello.incarnation())) {
            return "the control stream comes first";
        }
        return null;
    }

    private synchronized boolean isStale(Hello hello) {
        if (hello.incarnation() < newestIncarnation) {
            return true;
        }
        newestIncarnation = hello.incarnation();
        return false;
    }

    Link link(Hello other, Lane lane, EventLoop loop, Stream stream) {
        return new Link(other, line(lane), loop, stream, setup);
    }

    /** A stream is up; on its event loop. */
    void opened(Lane lane, Link link) {
        link.open();
        line(lane).install(link);
        if (stopped) {
            link.close("the node is not known any more");
        }
        if (lane == Lane.CONTROL && isDialedFromHere()) {
            dialer(Lane.REPLICATION).start();
            dialer(Lane.BULK).start();
        }
    }

    @Override
    public void linked(Hello peer, Lane lane) {
        inbox.linked(peer, lane);
    }

    @Override
    public void unlinked(Hello peer, Lane lane, String why) {
        if (lane == Lane.CONTROL) {
            endLane(Lane.REPLICATION);
            endLane(Lane.BULK);
        }
        inbox.unlinked(peer, lane, why);
    }

    private void endLane(Lane lane) {
        if (isDialedFromHere()) {
            dialer(lane).stop("the control stream is down");
            return;
        }
        Link link = line(lane).current();
        if (link != null) {
            link.close("the control stream is down");
        }
    }

    @Override
    public void received(Hello peer, Lane lane, PbMessage message) {
        inbox.received(peer, lane, message);
    }

    static String describe(Status status) {
        String description = status.getDescription();
        return description == null
                ? status.getCode().toString()
                : status.getCode() + ", " + description;
    }

    @Override
    public String toString() {
        NodeAddress now = address;
        return id.brief() + " at " + now.host() + ":" + now.rpcPort();
    }
}
