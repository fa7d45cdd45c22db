package dev.cairn.replication.lease;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.replication.message.Message.Beacon;
import dev.cairn.replication.message.Message.BeaconAck;
import dev.cairn.replication.message.Message.FencedShard;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A node's leases and graces with all its peers: a pure state machine; time comes in as nanoseconds
 * of the node's own monotonic clock, and only differences of it count.
 *
 * <p>One beacon to a peer asks for a lease on every shard the sender is primary of. The peer may
 * except shards that it has fenced. A primary serves a shard while everybody else who may be
 * elected has granted it a lease; a member may ask for deposition once its grace has run out, and
 * fences the shard first. Not thread-safe.
 */
public final class LeaseCore {
    private final LeaseTimes times;
    private final long incarnation;
    private final Map<NodeId, Peer> peers = new HashMap<>();
    private final Map<Integer, Fencing> ownFences = new HashMap<>();
    private final Map<Integer, ShardEntry> entries = new HashMap<>();

    /** The leases of a process in its {@code incarnation}-th life. */
    public LeaseCore(LeaseTimes times, long incarnation) {
        this.times = times;
        this.incarnation = incarnation;
    }

    /**
     * Up to which term a shard is fenced, by which version of its entry that was decided, and since
     * when no lease of the term is granted.
     */
    private record Fencing(long term, long version, long sinceNanos) {
        Fencing and(Fencing later) {
            long since = later.term > term ? later.sinceNanos : sinceNanos;
            return new Fencing(Math.max(term, later.term), Math.max(version, later.version), since);
        }
    }

    /** What is known of one peer. */
    private static final class Peer {
        private long leaseUntilNanos;
        private long leasedByIncarnation;
        private long heardNanos;
        private long heardIncarnation;
        private long formerLifeHeardNanos;
        private long beaconDueNanos;
        private Map<Integer, Long> fenced = Map.of();

        Peer(long nowNanos) {
            heardNanos = nowNanos;
            formerLifeHeardNanos = nowNanos;
            beaconDueNanos = nowNanos;
        }
    }

    /** Knows these peers from now on and no others; a new one gets a full grace. */
    public void peers(Collection<NodeId> nodes, long nowNanos) {
        peers.keySet().retainAll(nodes);
        for (NodeId node : nodes) {
            peers.computeIfAbsent(node, n -> new Peer(nowNanos));
        }
    }

    /**
     * The peers that a beacon is to be sent to now; each is then due again after the beacon's
     * period.
     */
    public List<NodeId> beaconsDue(long nowNanos) {
        var due = new ArrayList<NodeId>();
        peers.forEach(
                (node, peer) -> {
                    if (nowNanos - peer.beaconDueNanos >= 0) {
                        peer.beaconDueNanos = nowNanos + times.beaconNanos();
                        due.add(node);
                    }
                });
        return due;
    }

    /** A peer is alive: what to answer. */
    public BeaconAck onBeacon(NodeId from, Beacon beacon, long nowNanos) {
        var peer = peers.get(from);
        if (peer != null && beacon.incarnation() >= peer.heardIncarnation) {
            if (beacon.incarnation() > peer.heardIncarnation) {
                peer.formerLifeHeardNanos = peer.heardNanos;
            }
            peer.heardIncarnation = beacon.incarnation();
            peer.heardNanos = nowNanos;
        }
        return new BeaconAck(beacon.sentNanos(), incarnation, fencedFor(from));
    }

    /**
     * The shards of which a peer gets no lease: those that are fenced, and of those that it does
     * not lead by now the terms that are over, since it may not know so yet.
     */
    private List<FencedShard> fencedFor(NodeId peer) {
        var fenced = new ArrayList<FencedShard>();
        ownFences.forEach((shard, own) -> fenced.add(new FencedShard(shard, own.term())));
        for (ShardEntry entry : entries.values()) {
            boolean isOver = entry.term() > 1 && !peer.equals(entry.primary());
            if (isOver && !ownFences.containsKey(entry.shard())) {
                fenced.add(new FencedShard(entry.shard(), entry.term() - 1));
            }
        }
        return fenced;
    }

    /** A peer grants a lease, from the time its beacon was sent. */
    public void onBeaconAck(NodeId from, BeaconAck ack, long nowNanos) {
        var peer = peers.get(from);
        if (peer == null || ack.sentNanos() - nowNanos > 0) {
            return;
        }
        if (ack.incarnation() < peer.leasedByIncarnation) {
            return;
        }
        long until = ack.sentNanos() + times.leaseNanos();
        boolean isOvertaken =
                ack.incarnation() == peer.leasedByIncarnation && until - peer.leaseUntilNanos < 0;
        if (isOvertaken) {
            return; // what it says of fences has been said anew
        }
        peer.leaseUntilNanos = until;
        peer.leasedByIncarnation = ack.incarnation();
        var fenced = new HashMap<Integer, Long>();
        ack.fenced().forEach(each -> fenced.put(each.shard(), each.term()));
        peer.fenced = fenced;
    }

    /**
     * Whether every other of the members has granted {@code self} a lease on the shard in this
     * term.
     */
    public boolean holds(
            int shard, long term, Collection<Member> grantors, NodeId self, long nowNanos) {
        return heldUntil(shard, term, grantors, self, nowNanos) - nowNanos > 0;
    }

    /**
     * Whether nothing has been heard of a primary, in the life in which it was elected, for the
     * grace, so that its lease from here is over.
     */
    public boolean graceIsOver(Member primary, long nowNanos) {
        var peer = peers.get(primary.node());
        if (peer == null) {
            return false;
        }
        boolean isFormerLife = primary.incarnation() < peer.heardIncarnation;
        long heard = isFormerLife ? peer.formerLifeHeardNanos : peer.heardNanos;
        return nowNanos - heard > times.graceNanos();
    }

    /**
     * Grants no lease on the shard up to {@code term} any more.
     *
     * @param version the version of the shard's entry by which that is decided
     */
    public void fence(int shard, long term, long version, long nowNanos) {
        ownFences.merge(shard, new Fencing(term, version, nowNanos), Fencing::and);
    }

    /** Whether no lease on the shard is granted in this term. */
    public boolean isFenced(int shard, long term) {
        var fence = ownFences.get(shard);
        return fence != null && fence.term() >= term;
    }

    /**
     * Whether no lease that was granted before the shard's fence can be valid any more: nothing was
     * heard of the primary for the grace, or the fence stands for so long.
     */
    public boolean leaseIsOver(int shard, long term, @Nullable Member primary, long nowNanos) {
        var fence = ownFences.get(shard);
        if (fence == null || !isFenced(shard, term)) {
            return false;
        }
        return nowNanos - fence.sinceNanos() > times.graceNanos()
                || primary == null
                || graceIsOver(primary, nowNanos);
    }

    /**
     * Until when every other of the members has granted a lease on the shard in this term: not
     * later than one lease from now, and not after now if one of them has granted none.
     */
    public long heldUntil(
            int shard, long term, Collection<Member> grantors, NodeId self, long nowNanos) {
        long until = nowNanos + times.leaseNanos();
        for (Member member : grantors) {
            if (!member.node().equals(self)) {
                long each = leasedUntil(member, shard, term, nowNanos);
                until = each - until < 0 ? each : until;
            }
        }
        return until;
    }

    /**
     * The shard's entry has changed. A fence of an older term is not needed any more. Nor is any,
     * if a version later than the fence's says that this node, in this life, is not in sync: nobody
     * asks for its lease, and an election that was begun with it fails.
     *
     * @return whether the shard may be followed in this term
     */
    public boolean onEntry(ShardEntry entry, NodeId self) {
        entries.put(entry.shard(), entry);
        boolean isInSync = entry.incarnationInSync(self) == incarnation;
        ownFences.computeIfPresent(
                entry.shard(),
                (shard, own) -> {
                    boolean isOver = own.term() < entry.term();
                    boolean isVoid = !isInSync && entry.version() > own.version();
                    return isOver || isVoid ? null : own;
                });
        return !ownFences.containsKey(entry.shard());
    }

    /** Whether a member, in that life, has answered a beacon that is not older than a lease. */
    public boolean isHeard(Member member, long nowNanos) {
        var peer = peers.get(member.node());
        return peer != null
                && peer.leasedByIncarnation == member.incarnation()
                && nowNanos - peer.leaseUntilNanos < 0;
    }

    private long leasedUntil(Member member, int shard, long term, long nowNanos) {
        var peer = peers.get(member.node());
        boolean isGranted =
                peer != null
                        && peer.leasedByIncarnation == member.incarnation()
                        && peer.fenced.getOrDefault(shard, 0L) < term;
        return peer != null && isGranted ? peer.leaseUntilNanos : nowNanos;
    }
}
