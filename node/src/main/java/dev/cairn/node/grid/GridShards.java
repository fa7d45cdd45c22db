package dev.cairn.node.grid;

import dev.cairn.node.command.CommandTable;
import dev.cairn.node.config.Settings;
import dev.cairn.node.metadata.controller.Hint;
import dev.cairn.node.metrics.Counters;
import dev.cairn.node.shard.Shards;
import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.protocol.topology.Topology;
import dev.cairn.replication.message.Message;

import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;

/**
 * All shards of this node in its grid. Everything that concerns a shard is done inside it; the
 * beacons, and the passing of time, are looked after by a thread of their own. Any thread may call.
 */
public final class GridShards implements AutoCloseable {

    private static final long TICK_MILLIS = 20;
    private static final int TICKS_PER_ROUND = 3;

    private final PartInGrid part;
    private final Shards shards;
    private final GridShard[] all;
    private final long[] seenVersions;
    private final BitSet unrouted = new BitSet();
    private final Queue<Hint> hints = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("grid").daemon().factory());
    private long ticks;

    /** What commands a node has, how it is set up, what it counts. */
    public record Makings(CommandTable table, Settings settings, Counters counters) {}

    /**
     * Shards that nobody uses yet; nothing is led or followed before the first topology.
     *
     * @param self this node in its present life
     */
    public GridShards(Member self, Pace pace, Makings makings, Shards shards, Surroundings around) {
        this.shards = shards;
        this.part = new PartInGrid(self, pace, makings, shards, around);
        all = new GridShard[shards.count()];
        seenVersions = new long[all.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = new GridShard(part, shards, shards.at(i), hints::add);
        }
    }

    /** Begins to take part. */
    public void start() {
        thread.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A newer topology holds; in order, and by one thread at a time. */
    public void topologyChanged(Topology next) {
        part.follow(next);
        part.leases().peers(othersIn(next));
        for (ShardEntry entry : next.shards()) {
            int shard = entry.shard();
            if (seenVersions[shard] != entry.version()) {
                seenVersions[shard] = entry.version();
                unrouted.set(shard);
                inside(shard, (each, now) -> each.onTopology(entry, now));
            }
        }
    }

    /**
     * Requests go by the topology that was told last from now on: those that have waited for it are
     * tried again. By the same thread.
     */
    public void routed() {
        unrouted.stream().forEach(i -> inside(i, (shard, _) -> shard.routed()));
        unrouted.clear();
    }

    /** Whether requests for a shard are to wait here, wherever the topology sends them. */
    public boolean keepsRequests(int shard) {
        return all[shard].keepsRequests();
    }

    private List<NodeId> othersIn(Topology topology) {
        return topology.nodes().values().stream()
                .filter(node -> node.state() != NodeState.GONE)
                .map(NodeEntry::id)
                .filter(node -> !node.equals(part.self().node()))
                .toList();
    }

    /** A peer says something. */
    public void received(NodeId from, Message message) {
        switch (message) {
            case Message.Beacon beacon ->
                    part.around().send(from, part.leases().onBeacon(from, beacon));
            case Message.BeaconAck ack -> part.leases().onBeaconAck(from, ack);
            case Message.Fence order -> fence(order);
            case Message.HandOver order -> handOver(order);
            case Message.OfShard ofShard ->
                    inside(ofShard.shard(), (shard, now) -> shard.receive(from, ofShard, now));
        }
    }

    /** The stream that brings logs from a peer is there. */
    public void linkMade(NodeId peer) {
        for (int i = 0; i < all.length; i++) {
            inside(i, (shard, now) -> shard.linkMade(peer, now));
        }
    }

    /** The stream that brings logs from a peer broke: what was sent on it may be missing. */
    public void linkBroken(NodeId peer) {
        for (int i = 0; i < all.length; i++) {
            inside(i, (shard, now) -> shard.linkBroken(peer, now));
        }
    }

    /** The stream that brings snapshots to a peer broke: what was sent on it may be missing. */
    public void fillBroken(NodeId peer) {
        for (int i = 0; i < all.length; i++) {
            inside(i, (shard, _) -> shard.fillBroken(peer));
        }
    }

    /** The controller wants to elect another primary of a shard. */
    public void fence(Message.Fence order) {
        inside(order.shard(), (shard, _) -> shard.fence(order));
    }

    /** The controller, or the primary that it has told, wants another member to lead a shard. */
    public void handOver(Message.HandOver order) {
        inside(order.shard(), (shard, now) -> shard.handOver(order, now));
    }

    /** How many shards this node leads. */
    public int ledCount() {
        return part.leases().ledCount();
    }

    /** How many shards this node leads with the leases that it needs to serve them. */
    public int servedCount() {
        return part.leases().leasedCount();
    }

    private void inside(int index, ObjLongConsumer<GridShard> task) {
        if (index >= all.length) {
            return;
        }
        shards.at(index).submitBrief(() -> task.accept(all[index], System.nanoTime()));
    }

    private void tick() {
        try {
            long now = System.nanoTime();
            for (NodeId peer : part.leases().beaconsDue(now)) {
                part.around().send(peer, new Message.Beacon(now, part.self().incarnation()));
            }
            part.leases().refresh();
            if (ticks++ % TICKS_PER_ROUND == 0) {
                for (int i = 0; i < all.length; i++) {
                    inside(i, GridShard::tick);
                }
            }
            part.admissions().send();
            tellHints();
        } catch (RuntimeException | Error bug) {
            LoggerFactory.getLogger(GridShards.class).error("A tick of the grid failed", bug);
        }
    }

    private void tellHints() {
        var seen = new ArrayList<Hint>();
        for (Hint hint; (hint = hints.poll()) != null; ) {
            seen.add(hint);
        }
        if (!seen.isEmpty()) {
            part.around().tell(seen);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
