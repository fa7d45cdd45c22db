package dev.cairn.node.grid;

import dev.cairn.node.metrics.Tally;
import dev.cairn.node.shard.PerThread;
import dev.cairn.node.shard.Shards;
import dev.cairn.protocol.topology.Durability;
import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.topology.Topology;
import dev.cairn.replication.primary.PrimaryCore;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What all shards of a node share in their grid. Any thread may call. */
final class PartInGrid implements PrimaryCore.Hearing {

    private final Member self;
    private final Pace pace;
    private final Surroundings around;
    private final Leases leases;
    private final Uncommitted uncommitted;
    private final Fills fills = new Fills();
    private final Admissions admissions;
    private final Shards shards;
    private final PerThread<Tally> tallies;
    private final PerThread<Replayer> replayers;
    private volatile Rules rules = new Rules(1, true, Set.of(), Map.of());

    /** What the grid has agreed on for all shards. */
    private record Rules(
            int minInSync,
            boolean awaitsReplicas,
            Set<Member> staying,
            Map<NodeId, NodeEntry> nodes) {}

    PartInGrid(
            Member self,
            Pace pace,
            GridShards.Makings makings,
            Shards shards,
            Surroundings around) {
        this.self = self;
        this.pace = pace;
        this.around = around;
        this.shards = shards;
        this.leases = new Leases(pace.leases(), self);
        this.admissions = new Admissions(around);
        this.uncommitted = new Uncommitted(pace.uncommittedBytes());
        this.tallies = new PerThread<>(makings.counters()::open);
        this.replayers =
                new PerThread<>(
                        () ->
                                new Replayer(
                                        makings.table(),
                                        shards,
                                        makings.settings(),
                                        makings.counters().open()));
    }

    /** This node in its present life. */
    Member self() {
        return self;
    }

    Pace pace() {
        return pace;
    }

    Surroundings around() {
        return around;
    }

    Leases leases() {
        return leases;
    }

    Uncommitted uncommitted() {
        return uncommitted;
    }

    Fills fills() {
        return fills;
    }

    Admissions admissions() {
        return admissions;
    }

    /** Runs something that takes a while, and that no other is to wait for. */
    void aside(Runnable task) {
        shards.workers().execute(task);
    }

    /** What the calling thread counts. */
    Tally tally() {
        return tallies.get();
    }

    /** The replayer of the calling thread. */
    Replayer replayer() {
        return replayers.get();
    }

    /** In-sync members below which nothing is committed. */
    int minInSync() {
        return rules.minInSync();
    }

    /** Whether a reply waits until every in-sync member has the record. */
    boolean awaitsReplicas() {
        return rules.awaitsReplicas();
    }

    @Override
    public boolean isHeard(Member member, long nowNanos) {
        return leases.isHeard(member, nowNanos);
    }

    @Override
    public @Nullable Member present(NodeId node) {
        NodeEntry known = rules.nodes().get(node);
        return known == null ? null : known.member();
    }

    @Override
    public boolean stays(Member member) {
        return rules.staying().contains(member);
    }

    /** Goes by what this topology says; before its shards are told. */
    void follow(Topology topology) {
        boolean async = topology.settings().durability() == Durability.ASYNC;
        var staying =
                topology.nodes().values().stream()
                        .filter(node -> node.state() != NodeState.STOPPING)
                        .map(NodeEntry::member)
                        .collect(Collectors.toUnmodifiableSet());
        rules = new Rules(topology.minInSync(), !async, staying, topology.nodes());
    }
}
