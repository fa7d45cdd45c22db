package dev.cairn.replication.sim;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.replication.lease.LeaseCore;
import dev.cairn.replication.lease.LeaseTimes;
import dev.cairn.replication.log.LogRecord;
import dev.cairn.replication.log.RecordLog;
import dev.cairn.replication.message.Message;
import dev.cairn.replication.primary.PrimaryCore;
import dev.cairn.replication.primary.PrimaryEffect;
import dev.cairn.replication.primary.PrimaryTimes;
import dev.cairn.replication.replica.ReplicaCore;
import dev.cairn.replication.replica.ReplicaEffect;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** One life of one node: its state is the list of payloads it has executed. */
final class SimNode {
    static final int SHARD = 0;
    private static final long ATTACH_AGAIN = 200_000_000;

    final NodeId id;
    final long incarnation;
    final LeaseCore leases;
    final RecordLog log = new RecordLog(4_000);
    final List<byte[]> state = new ArrayList<>();
    final TreeMap<Long, Long> waiting = new TreeMap<>();
    private final SimGrid grid;
    private List<byte[]> aside = List.of();
    ReplicaCore replica;
    @Nullable PrimaryCore primary;
    @Nullable ShardEntry entry;

    SimNode(SimGrid grid, NodeId id, long incarnation, long now) {
        this.grid = grid;
        this.id = id;
        this.incarnation = incarnation;
        this.leases = new LeaseCore(LeaseTimes.scaled(1), incarnation);
        leases.peers(grid.othersThan(id), now);
        this.replica = newReplica();
    }

    void onTopology(ShardEntry next, long now) {
        var known = entry;
        if (known != null && next.version() <= known.version()) {
            return;
        }
        entry = next;
        boolean mayFollow = leases.onEntry(next, id);
        var core = primary;
        if (core != null && core.term() < next.term()) {
            stepDown();
        }
        if (id.equals(next.primary())) {
            lead(next, now);
        } else {
            replica.onPrimary(next.primary(), next.term(), now);
            if (mayFollow) {
                replica.unfence(now);
            }
        }
    }

    private void lead(ShardEntry next, long now) {
        var core = primary;
        if (core != null) {
            core.onTopology(next, now);
            return;
        }
        boolean isThisLife = next.incarnationInSync(id) == incarnation;
        if (!isThisLife) {
            return;
        }
        grid.check(replica.applyAll(), "an elected member has not the whole state");
        var begun = new PrimaryCore(id, next, log, policy(), this::perform);
        primary = begun;
        state.add(new byte[0]);
        begun.append(new byte[0], 0, now);
    }

    private PrimaryCore.Policy policy() {
        var hearing =
                new PrimaryCore.Hearing() {
                    @Override
                    public boolean isHeard(Member member, long nowNanos) {
                        return leases.isHeard(member, nowNanos);
                    }

                    @Override
                    public Member present(NodeId node) {
                        return new Member(node, 1);
                    }

                    @Override
                    public boolean stays(Member member) {
                        return true;
                    }
                };
        return new PrimaryCore.Policy(() -> 2, PrimaryTimes.scaled(1), hearing);
    }

    /**
     * What was executed and not committed stays in the state; the replica finds out when it
     * attaches.
     */
    private void stepDown() {
        primary = null;
        waiting.clear();
        replica = newReplica();
    }

    /** A client's write: executed at once if this node may serve. */
    void write(long write, long now) {
        var core = primary;
        if (core == null || !serves(core, now) || !core.hasEnoughInSync()) {
            return;
        }
        byte[] payload = SimGrid.payload(write);
        state.add(payload);
        waiting.put(core.append(payload, 0, now), write);
        release(now);
    }

    private boolean serves(PrimaryCore core, long now) {
        return leases.holds(SHARD, core.term(), core.grantors(), id, now);
    }

    /** The gate: replies leave once committed, and only while the lease holds. */
    private void release(long now) {
        var core = primary;
        if (core == null || !serves(core, now)) {
            return;
        }
        var done = waiting.headMap(core.committed(), true);
        done.values().forEach(grid::acknowledged);
        done.clear();
    }

    void tick(long now) {
        for (NodeId peer : leases.beaconsDue(now)) {
            grid.send(id, peer, new Message.Beacon(now, incarnation));
        }
        var core = primary;
        if (core != null) {
            core.tick(now);
            release(now);
            return;
        }
        replica.tick(now);
        var known = entry;
        if (known == null || known.incarnationInSync(id) != incarnation) {
            return;
        }
        var leader = known.primary();
        if (leader == null) {
            return;
        }
        var elected = new Member(leader, known.incarnationInSync(leader));
        if (leases.graceIsOver(elected, now)) {
            leases.fence(SHARD, known.term(), known.version(), now);
            replica.fence(known.term());
            grid.requestDeposition(known.term(), known.version());
        }
    }

    void receive(NodeId from, Message message, long now) {
        switch (message) {
            case Message.Beacon beacon -> grid.send(id, from, leases.onBeacon(from, beacon, now));
            case Message.BeaconAck ack -> leases.onBeaconAck(from, ack, now);
            case Message.Fence fence -> {
                leases.fence(SHARD, fence.term(), fence.version(), now);
                replica.fence(fence.term());
                grid.fenced(id, fence.term(), incarnation, log.end());
            }
            case Message.OfShard ofShard -> receiveOfShard(from, ofShard, now);
        }
        release(now);
    }

    private void receiveOfShard(NodeId from, Message.OfShard message, long now) {
        var core = primary;
        if (core != null) {
            if (message instanceof Message.Attach attach) {
                core.onAttach(from, attach, now);
            } else if (message instanceof Message.Ack ack) {
                core.onAck(from, ack, now);
            }
            return;
        }
        switch (message) {
            case Message.Attached attached -> replica.onAttached(from, attached);
            case Message.Truncate truncate -> replica.onTruncate(from, truncate, now);
            case Message.Append append -> replica.onAppend(from, append, now);
            default -> {}
        }
    }

    void receiveSnapshot(NodeId from, SimGrid.Snapshot snapshot) {
        if (primary == null) {
            aside = snapshot.state();
            replica.onSnapshot(from, snapshot.term(), snapshot.place());
        }
    }

    private ReplicaCore newReplica() {
        return new ReplicaCore(SHARD, incarnation, log, ATTACH_AGAIN, this::perform);
    }

    private void perform(PrimaryEffect effect) {
        switch (effect) {
            case PrimaryEffect.Send send -> grid.send(id, send.to(), send.message());
            case PrimaryEffect.Committed committed ->
                    grid.committed(log, Objects.requireNonNull(entry), committed.offset());
            case PrimaryEffect.SendSnapshot snapshot -> {
                var core = Objects.requireNonNull(primary);
                grid.sendSnapshot(id, snapshot.to(), core.term(), log.end(), List.copyOf(state));
            }
            case PrimaryEffect.ProposeRemoval removal ->
                    grid.proposeRemoval(removal.member(), removal.version());
            case PrimaryEffect.ProposeAddition addition ->
                    grid.proposeAddition(addition.member(), addition.version(), this);
        }
    }

    private void perform(ReplicaEffect effect) {
        switch (effect) {
            case ReplicaEffect.Send send -> grid.send(id, send.to(), send.message());
            case ReplicaEffect.Apply apply -> {
                for (LogRecord record : apply.records()) {
                    grid.check(
                            record.offset() == state.size() + 1,
                            "a record was applied out of order");
                    state.add(record.payload());
                }
            }
            case ReplicaEffect.InstallSnapshot install -> {
                state.clear();
                state.addAll(aside);
                grid.check(state.size() == install.place().offset(), "a snapshot of another place");
            }
        }
    }
}
