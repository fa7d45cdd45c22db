package dev.cairn.node;

import dev.cairn.node.command.CommandTable;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.config.Settings;
import dev.cairn.node.dispatch.Dispatcher;
import dev.cairn.node.dispatch.GridRouting;
import dev.cairn.node.dispatch.Routing;
import dev.cairn.node.grid.GridShards;
import dev.cairn.node.grid.Pace;
import dev.cairn.node.grid.Surroundings;
import dev.cairn.node.membership.MemberView;
import dev.cairn.node.membership.Membership;
import dev.cairn.node.membership.Swim;
import dev.cairn.node.membership.SwimEvent;
import dev.cairn.node.membership.SwimTimes;
import dev.cairn.node.metadata.MetaCommand;
import dev.cairn.node.metadata.Outcome;
import dev.cairn.node.metadata.Switchboard;
import dev.cairn.node.metadata.controller.Action;
import dev.cairn.node.metadata.controller.Hint;
import dev.cairn.node.metadata.controller.Takeover;
import dev.cairn.node.metadata.controller.Tuning;
import dev.cairn.node.metadata.grid.GridEffects;
import dev.cairn.node.metadata.grid.GridMetadata;
import dev.cairn.node.metadata.grid.GridSettings;
import dev.cairn.node.metadata.ratis.RatisSettings;
import dev.cairn.node.rpc.Hello;
import dev.cairn.node.rpc.Lane;
import dev.cairn.node.rpc.LinkListener;
import dev.cairn.node.rpc.Rpc;
import dev.cairn.node.rpc.RpcCounter;
import dev.cairn.node.rpc.RpcCounters;
import dev.cairn.node.rpc.RpcLoops;
import dev.cairn.node.rpc.RpcSettings;
import dev.cairn.node.session.PeerTraffic;
import dev.cairn.node.session.Presence;
import dev.cairn.protocol.topology.ClusterSettings;
import dev.cairn.protocol.topology.Durability;
import dev.cairn.protocol.topology.NodeAddress;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.protocol.topology.Topology;
import dev.cairn.replication.message.Message;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A node's part in its grid: the rooms that reach other nodes, wired to the shards. What the grid
 * agrees on comes in by {@link GridEffects}; what the shards want goes out by {@link Surroundings}.
 */
final class Grid implements GridEffects, Surroundings, LinkListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Grid.class);
    private static final Duration PROPOSAL = Duration.ofSeconds(2);
    private static final long LEAVE_SECONDS = 20;

    private final NodeEntry self;
    private final Services services;
    private final Dispatcher dispatcher;
    private final Runnable lookAtGates;
    private final RpcLoops loops;
    private final Rpc rpc;
    private final Membership membership;
    private final GridMetadata metadata;
    private final GridShards shards;
    private final CountDownLatch left = new CountDownLatch(1);
    private volatile boolean leaving;
    private volatile Departure departure = Departure.AWAITS_SUCCESSORS;

    /** What of the node a grid is wired to. */
    record Node(
            Services services, CommandTable table, Dispatcher dispatcher, Runnable lookAtGates) {}

    Grid(Node node, Identity identity, NodeAddress address) throws IOException {
        this.services = node.services();
        this.dispatcher = node.dispatcher();
        this.lookAtGates = node.lookAtGates();
        Settings settings = services.settings();
        this.self =
                new NodeEntry(
                        identity.member().node(),
                        identity.store(),
                        identity.member().incarnation(),
                        address,
                        NodeState.ACTIVE);
        dispatcher.follow(Routing.NONE);
        long scale = settings.get(SettingTable.CLUSTER_TIMEOUT_SCALE);
        loops = RpcLoops.start(1);
        rpc = rpc(settings, scale);
        membership = membership(scale);
        services.enter(this);
        var board = new Switchboard(rpc.metadata());
        metadata =
                new GridMetadata(
                        gridSettings(settings, scale), board, rpc.introductions()::ask, this);
        var makings = new GridShards.Makings(node.table(), settings, services.counters());
        var pace = Pace.scaled(scale, services.shards().count());
        shards = new GridShards(self.member(), pace, makings, services.shards(), this);
    }

    private Rpc rpc(Settings settings, long scale) throws IOException {
        var bind =
                new InetSocketAddress(
                        BindAddresses.of(settings).getFirst().getAddress(), self.rpcPort());
        var hello = new Hello(null, self.id(), self.store(), self.incarnation(), self.address());
        return new Rpc(new RpcSettings(bind, scale, PeerTls.of(settings)), hello, loops);
    }

    private Membership membership(long scale) {
        var times = SwimTimes.scaled(scale);
        var core =
                new Swim(
                        new Swim.Myself(self.id(), self.incarnation(), self.address()),
                        times,
                        new SplittableRandom(),
                        System.nanoTime());
        return new Membership(core, times, rpc::send, loops.group().next());
    }

    /**
     * @throws IllegalArgumentException if settings contradict each other or are not there yet
     */
    private GridSettings gridSettings(Settings settings, long scale) {
        if (settings.get(SettingTable.DURABILITY) == Durability.FSYNC) {
            throw new IllegalArgumentException(
                    "durability fsync is not there yet; replicated and async are");
        }
        var cluster =
                new ClusterSettings(
                        settings.get(SettingTable.SHARDS).intValue(),
                        settings.get(SettingTable.REPLICATION_FACTOR).intValue(),
                        settings.get(SettingTable.MIN_IN_SYNC).intValue(),
                        settings.get(SettingTable.DURABILITY));
        return new GridSettings(
                self,
                InitialNodes.of(settings),
                Path.of(settings.get(SettingTable.DIR)).resolve("metadata"),
                cluster,
                RatisSettings.Timing.STANDARD.scaledBy(scale / 100.0),
                Tuning.STANDARD.scaledBy(scale / 100.0));
    }

    /** Finds the grid or helps to form it; goes on by itself. */
    void start() throws IOException {
        rpc.listen(this);
        rpc.onGossip(membership::heard);
        rpc.onMessage((from, message) -> shards.received(from.node(), message));
        rpc.introductions().serve(metadata::answerStranger);
        membership.onNotice(this::noticed);
        rpc.open();
        membership.start();
        shards.start();
        metadata.start();
        LOG.info("{} listens for peers on port {}", self.member(), rpc.port());
    }

    private void noticed(MemberView member) {
        boolean alive = member.standing().isPresent();
        metadata.tell(List.of(new Hint.Liveness(member.id(), member.incarnation(), alive)));
        considerLeaving();
    }

    // What the grid wants of this node.

    @Override
    public void belongsTo(String clusterId, List<NodeEntry> nodes) {
        rpc.peers().belongTo(clusterId);
        var addresses = new HashMap<NodeId, NodeAddress>();
        nodes.forEach(node -> addresses.put(node.id(), node.address()));
        rpc.peers().keep(addresses);
        membership.tell(new SwimEvent.Listed(nodes));
    }

    @Override
    public void topologyChanged(Topology topology) {
        if (topology.settings().shardCount() != services.shards().count()) {
            failed(
                    "the grid has %d shards: start this node with --shards %d"
                            .formatted(
                                    topology.settings().shardCount(),
                                    topology.settings().shardCount()));
            return;
        }
        services.topology(topology);
        shards.topologyChanged(topology);
        dispatcher.follow(new GridRouting(topology, self.id(), shards::keepsRequests));
        shards.routed();
        considerLeaving();
    }

    @Override
    public void fence(NodeId to, List<Action.FenceOrder> orders) {
        for (Action.FenceOrder order : orders) {
            deliver(to, new Message.Fence(order.shard(), order.term() - 1, order.version()));
        }
    }

    @Override
    public void handOver(NodeId primary, List<Action.HandOverOrder> orders) {
        for (Action.HandOverOrder order : orders) {
            deliver(
                    primary,
                    new Message.HandOver(order.shard(), order.term(), order.version(), order.to()));
        }
    }

    private void deliver(NodeId to, Message message) {
        if (to.equals(self.id())) {
            shards.received(to, message);
        } else {
            rpc.send(to, message);
        }
    }

    @Override
    public void failed(String why) {
        LOG.error("The node cannot stay in its grid: {}", why);
        services.fail("the node cannot stay in its grid: " + why);
    }

    // What the shards of this node want.

    @Override
    public boolean send(NodeId to, Message message) {
        return rpc.send(to, message);
    }

    @Override
    public boolean isCongested(NodeId to) {
        return rpc.peers().waitingBytes(to, Lane.BULK) > Lane.BULK.queueBytes() / 2;
    }

    @Override
    public CompletionStage<Outcome> propose(MetaCommand change) {
        return metadata.propose(change, PROPOSAL);
    }

    @Override
    public void tell(List<Hint> seen) {
        metadata.tell(seen);
    }

    @Override
    public void commitAdvanced() {
        lookAtGates.run();
    }

    @Override
    public void diverged(String what) {
        failed("its data is not what the log says: " + what);
    }

    // Streams to peers.

    @Override
    public void linked(Hello peer, Lane lane) {
        switch (lane) {
            case CONTROL -> membership.tell(new SwimEvent.Linked(peer.node()));
            case REPLICATION -> shards.linkMade(peer.node());
            case BULK -> {} // a replica that is to be filled asks for it
        }
    }

    @Override
    public void unlinked(Hello peer, Lane lane, String why) {
        switch (lane) {
            case CONTROL -> membership.tell(new SwimEvent.Unlinked(peer.node()));
            case REPLICATION -> shards.linkBroken(peer.node());
            case BULK -> shards.fillBroken(peer.node());
        }
    }

    // What others may know of it.

    /** Why this node does not serve all that is its own now; null when it does. */
    @Nullable String unready() {
        Topology now = services.topology();
        if (now == null || !now.nodes().containsKey(self.id())) {
            return "not part of a grid yet";
        }
        if (leaving) {
            return "leaves the grid";
        }
        NodeId me = self.id();
        long own = now.shards().stream().filter(shard -> me.equals(shard.primary())).count();
        long served = shards.servedCount();
        if (served < own) {
            return "serves %d of %d shards that it leads".formatted(served, own);
        }
        long behind =
                now.shards().stream()
                        .filter(shard -> shard.isHeldBy(me))
                        .filter(shard -> shard.incarnationInSync(me) != self.incarnation())
                        .count();
        return behind == 0 ? null : "catches up with %d shards".formatted(behind);
    }

    /** Who has never been heard of may still be on its way. */
    Presence presence(NodeId node) {
        MemberView member = membership.members().get(node);
        return member == null
                ? Presence.ALIVE
                : switch (member.standing()) {
                    case ALIVE -> Presence.ALIVE;
                    case SUSPECT -> Presence.SUSPECT;
                    case DEAD, LEFT -> Presence.LOST;
                };
    }

    /** Shards that wait for nodes which seem to be lost. */
    List<ShardEntry> stranded() {
        Topology now = services.topology();
        return now == null
                ? List.of()
                : Takeover.stranded(now, node -> services.presence(node) == Presence.LOST);
    }

    /** An operator goes on without what only lost nodes have; for how many shards. */
    int takeOver() {
        List<ShardEntry> stranded = stranded();
        if (!stranded.isEmpty()) {
            LOG.warn(
                    "An operator gives up what only lost nodes have of {} shards: {}",
                    stranded.size(),
                    stranded.stream().map(ShardEntry::shard).toList());
            Takeover.of(stranded).forEach(this::propose);
        }
        return stranded.size();
    }

    long uncleanElections() {
        return metadata.uncleanElections();
    }

    /** How many shards this node leads. */
    int ledCount() {
        return shards.ledCount();
    }

    PeerTraffic peerTraffic() {
        RpcCounters counters = rpc.counters();
        return new PeerTraffic(
                counters.value(RpcCounter.MESSAGES_SENT),
                counters.value(RpcCounter.MESSAGES_RECEIVED),
                counters.value(RpcCounter.BYTES_SENT),
                counters.value(RpcCounter.BYTES_RECEIVED),
                counters.value(RpcCounter.OVERFLOWS));
    }

    RpcCounters rpcCounters() {
        return rpc.counters();
    }

    // The end.

    /**
     * Lets others lead this node's shards, so that no client notices that it goes; waits as long as
     * there are others that stay.
     *
     * @return whether there are
     */
    boolean leave() throws InterruptedException {
        leaving = true;
        Topology now = services.topology();
        boolean accompanied = now != null && now.memberCount() > 1 && awaitDeparture();
        membership.tell(new SwimEvent.Leaving());
        return accompanied;
    }

    private boolean awaitDeparture() throws InterruptedException {
        metadata.wish(NodeState.STOPPING);
        considerLeaving();
        if (!left.await(LEAVE_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("Stops although it still leads {} shards", shards.ledCount());
        }
        if (departure == Departure.ALONE) {
            LOG.info("Stops as the last that could lead its {} shards", shards.ledCount());
            return false;
        }
        metadata.resign(PROPOSAL).toCompletableFuture().join();
        return true;
    }

    /** Looked at again whenever the topology changes, or somebody comes or goes. */
    private void considerLeaving() {
        Topology now = services.topology();
        if (leaving && now != null) {
            departure = Departure.of(now, self.id(), this::seemsPresent);
            if (departure != Departure.AWAITS_SUCCESSORS) {
                left.countDown();
            }
        }
    }

    /** Only a hint, but enough to stop waiting for somebody. */
    private boolean seemsPresent(NodeId node) {
        MemberView member = membership.members().get(node);
        return member == null || member.standing().isPresent();
    }

    @Override
    public void close() {
        shards.close();
        metadata.close();
        membership.close();
        rpc.close();
        loops.close();
    }
}
