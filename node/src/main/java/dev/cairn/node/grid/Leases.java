package dev.cairn.node.grid;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.replication.lease.LeaseCore;
import dev.cairn.replication.lease.LeaseTimes;
import dev.cairn.replication.message.Message.Beacon;
import dev.cairn.replication.message.Message.BeaconAck;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A node's leases with its peers, for all threads: tells each led shard until when it is leased.
 */
final class Leases {

    private final LeaseCore core;
    private final Member self;
    private final Map<Integer, Led> led = new HashMap<>();

    /** A shard that this node leads: whose leases it needs, and who wants to know of them. */
    private record Led(long term, List<Member> grantors, LedLog log) {}

    Leases(LeaseTimes times, Member self) {
        this.core = new LeaseCore(times, self.incarnation());
        this.self = self;
    }

    synchronized void peers(Collection<NodeId> nodes) {
        core.peers(nodes, System.nanoTime());
    }

    synchronized List<NodeId> beaconsDue(long nowNanos) {
        return core.beaconsDue(nowNanos);
    }

    synchronized BeaconAck onBeacon(NodeId from, Beacon beacon) {
        return core.onBeacon(from, beacon, System.nanoTime());
    }

    synchronized void onBeaconAck(NodeId from, BeaconAck ack) {
        core.onBeaconAck(from, ack, System.nanoTime());
        refresh();
    }

    /** This node leads a shard, and needs these leases. */
    synchronized void lead(int shard, long term, List<Member> grantors, LedLog log) {
        var next = new Led(term, grantors, log);
        led.put(shard, next);
        refresh(shard, next, System.nanoTime());
    }

    /** This node leads the shard no more. */
    synchronized void rest(int shard) {
        led.remove(shard);
    }

    /** How many shards this node leads. */
    synchronized int ledCount() {
        return led.size();
    }

    /** How many shards this node leads and may serve. */
    synchronized int leasedCount() {
        long now = System.nanoTime();
        return (int) led.values().stream().filter(each -> each.log().isLeased(now)).count();
    }

    /** Tells all led shards anew. */
    synchronized void refresh() {
        long now = System.nanoTime();
        led.forEach((shard, each) -> refresh(shard, each, now));
    }

    private void refresh(int shard, Led each, long now) {
        long until = core.heldUntil(shard, each.term(), each.grantors(), self.node(), now);
        each.log().leasedUntil(until);
    }

    synchronized boolean isHeard(Member member, long nowNanos) {
        return core.isHeard(member, nowNanos);
    }

    synchronized boolean graceIsOver(Member primary) {
        return core.graceIsOver(primary, System.nanoTime());
    }

    synchronized void fence(int shard, long term, long version) {
        core.fence(shard, term, version, System.nanoTime());
    }

    synchronized boolean isFenced(int shard, long term) {
        return core.isFenced(shard, term);
    }

    synchronized boolean leaseIsOver(int shard, long term, @Nullable Member primary) {
        return core.leaseIsOver(shard, term, primary, System.nanoTime());
    }

    /** The shard's entry has changed; whether it may be followed in its term. */
    synchronized boolean onEntry(ShardEntry entry) {
        return core.onEntry(entry, self.node());
    }
}
