package dev.cairn.node.metadata.controller;

import dev.cairn.node.metadata.MetaCommand.AddLearner;
import dev.cairn.node.metadata.MetaCommand.DropInSync;
import dev.cairn.node.metadata.MetaCommand.RemoveReplica;
import dev.cairn.node.metadata.MetaCommand.ShardVersion;
import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.protocol.topology.Topology;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * One look at where shards are and where they should be. In this order: nodes that stop are
 * relieved, missing copies are made, surplus ones removed, and only when all that is done, copies
 * and then primaries are evened out. A shard moves by a learner, its admission by the primary, a
 * hand-over where the primary itself moves, and the removal of the surplus; each step is a decision
 * of its own, taken again from what is agreed then.
 */
final class Movements {
    private final Topology topology;
    private final Vitals vitals;
    private final Tuning tuning;
    private final Pending pending;
    private final Failover failover;
    private final long nowNanos;
    private final Actions out;

    /** Nodes that are to hold shards: members that are not dead for long. */
    private final Set<NodeId> homes = new TreeSet<>();

    private final Loads copies = new Loads();
    private final Loads primaries = new Loads();
    private final Loads filling = new Loads();

    /** Who is to give up a surplus copy, chosen before counts are touched by new plans. */
    private final Map<Integer, NodeId> victims = new HashMap<>();

    private final int factor;
    private boolean allOnline = true;
    private boolean allCopied = true;

    /** What a look needs besides the topology; one object for all looks. */
    record Means(Tuning tuning, Vitals vitals, Pending pending, Failover failover) {}

    Movements(Topology topology, Means means, long nowNanos, Actions out) {
        this.topology = topology;
        this.vitals = means.vitals();
        this.tuning = means.tuning();
        this.pending = means.pending();
        this.failover = means.failover();
        this.nowNanos = nowNanos;
        this.out = out;
        for (NodeEntry node : topology.nodes().values()) {
            if (isHome(node)) {
                homes.add(node.id());
            }
        }
        this.factor = topology.replicationFactor();
        count();
    }

    void plan() {
        if (homes.isEmpty()) {
            return;
        }
        for (ShardEntry shard : topology.shards()) {
            if (failover.isBusyWith(shard.shard()) || shard.primary() == null) {
                allOnline = false;
                rehome(shard);
            } else {
                relieveStopping(shard);
                mend(shard);
            }
        }
        if (allOnline && vitals.steadyFor(tuning.settle(), nowNanos)) {
            evenOut();
        }
    }

    private void evenOut() {
        if (allCopied) {
            evenOutCopies();
        }
        new PrimaryBalance(topology.shards(), homes, primaries, this::mayLead)
                .handOvers(tuning.handOvers())
                .forEach(order -> handOver(order.shard(), order.to()));
    }

    private boolean isHome(NodeEntry node) {
        boolean member = node.state() == NodeState.ACTIVE || node.state() == NodeState.STOPPING;
        return member && !staysAway(node);
    }

    /** Counts as if everything already under way were done. */
    private void count() {
        for (ShardEntry shard : topology.shards()) {
            holders(shard).forEach(node -> copies.add(node, 1));
            shard.learners().forEach(node -> copies.add(node, 1));
            shard.learners().forEach(node -> filling.add(node, 1));
            NodeId primary = shard.primary();
            if (primary != null) {
                primaries.add(primary, 1);
            }
        }
        for (ShardEntry shard : topology.shards()) {
            int surplus = holders(shard).size() + shard.learners().size() - factor;
            NodeId victim = surplus > 0 ? victim(shard) : null;
            if (victim != null) {
                copies.add(victim, -1);
                victims.put(shard.shard(), victim);
            }
        }
    }

    private void relieveStopping(ShardEntry shard) {
        NodeId primary = Objects.requireNonNull(shard.primary());
        if (node(primary).state() == NodeState.STOPPING) {
            NodeId successor = successor(shard);
            if (successor != null) {
                handOver(shard, successor);
            }
            return;
        }
        for (Member member : shard.inSync()) {
            boolean stops = node(member.node()).state() == NodeState.STOPPING;
            if (stops && !member.node().equals(primary) && isFree(shard)) {
                out.propose(new DropInSync(at(shard), member.node()));
                pending.mark(shard, nowNanos);
            }
        }
    }

    /** A lost shard whose holders stay away, too, finds somebody who begins with nothing. */
    private void rehome(ShardEntry shard) {
        boolean deserted =
                Failover.isLost(shard)
                        && shard.replicas().stream().map(this::node).allMatch(this::staysAway);
        if (deserted && isFree(shard) && !dropBadLearner(shard) && shard.learners().isEmpty()) {
            NodeId target = copies.least(homes, this::mayLead);
            if (target != null) {
                addLearner(shard, target);
            }
        }
    }

    private boolean staysAway(NodeEntry node) {
        return vitals.isDeadFor(node, tuning.replaceAfter(), nowNanos);
    }

    private void mend(ShardEntry shard) {
        boolean calm = isFree(shard) && !dropBadLearner(shard) && !addMissing(shard);
        if (calm && holders(shard).size() > factor) {
            removeSurplus(shard);
        }
        allCopied &= shard.inSync().size() >= factor;
    }

    private boolean isAtRest(ShardEntry shard) {
        return shard.learners().isEmpty()
                && holders(shard).size() == factor
                && shard.inSync().size() == factor
                && isFree(shard);
    }

    private boolean dropBadLearner(ShardEntry shard) {
        for (NodeId learner : shard.learners()) {
            if (!homes.contains(learner) || vitals.isDead(node(learner))) {
                out.propose(new RemoveReplica(at(shard), learner));
                pending.mark(shard, nowNanos);
                return true;
            }
        }
        return false;
    }

    private boolean addMissing(ShardEntry shard) {
        long present = holders(shard).stream().filter(homes::contains).count();
        if (present + shard.learners().size() >= factor) {
            return false;
        }
        NodeId target = copies.least(homes, node -> !shard.concerns(node) && canBeFilled(node));
        if (target != null) {
            addLearner(shard, target);
        }
        return true;
    }

    private void addLearner(ShardEntry shard, NodeId target) {
        out.propose(new AddLearner(at(shard), target));
        pending.mark(shard, nowNanos);
        copies.add(target, 1);
        filling.add(target, 1);
    }

    private void removeSurplus(ShardEntry shard) {
        NodeId victim = victims.get(shard.shard());
        if (victim == null || safeWithout(shard, victim) < factor) {
            return;
        }
        if (!victim.equals(shard.primary())) {
            out.propose(new RemoveReplica(at(shard), victim));
            pending.mark(shard, nowNanos);
            return;
        }
        NodeId successor = successor(shard);
        if (successor != null) {
            handOver(shard, successor);
        }
    }

    /** In-sync copies at home that are left without this node. */
    private long safeWithout(ShardEntry shard, NodeId node) {
        return shard.inSync().stream()
                .map(Member::node)
                .filter(member -> !member.equals(node) && homes.contains(member))
                .count();
    }

    /** Who gives up a surplus copy: who has no home, else who has most, the primary last. */
    private @Nullable NodeId victim(ShardEntry shard) {
        Comparator<NodeId> order =
                Comparator.comparing((NodeId node) -> !homes.contains(node))
                        .thenComparingInt(copies::of)
                        .thenComparing(node -> !node.equals(shard.primary()))
                        .thenComparing(Comparator.naturalOrder());
        return holders(shard).stream().max(order).orElse(null);
    }

    private @Nullable NodeId successor(ShardEntry shard) {
        return primaries.least(
                shard.inSync().stream().map(Member::node).toList(),
                node -> !node.equals(shard.primary()) && mayLead(node));
    }

    /** Moves copies from who has most to who has least, while they differ by more than one. */
    private void evenOutCopies() {
        for (ShardEntry shard : topology.shards()) {
            NodeId poorest = copies.least(homes, this::canBeFilled);
            NodeId richest = copies.most(homes, _ -> true);
            if (poorest == null
                    || richest == null
                    || copies.of(richest) - copies.of(poorest) <= 1) {
                return;
            }
            if (shard.isHeldBy(richest) && !shard.isHeldBy(poorest) && isAtRest(shard)) {
                addLearner(shard, poorest);
                copies.add(richest, -1);
            }
        }
    }

    private void handOver(ShardEntry shard, NodeId to) {
        NodeId primary = Objects.requireNonNull(shard.primary());
        if (isFree(shard)) {
            out.handOver(primary, shard, to);
            pending.mark(shard, nowNanos);
            primaries.add(primary, -1);
            primaries.add(to, 1);
        }
    }

    private boolean isFree(ShardEntry shard) {
        return !pending.has(shard, nowNanos);
    }

    private boolean canBeFilled(NodeId id) {
        return mayLead(id) && filling.of(id) < tuning.movesPerNode();
    }

    private boolean mayLead(NodeId id) {
        NodeEntry node = node(id);
        return node.state() == NodeState.ACTIVE && !vitals.isDead(node);
    }

    private NodeEntry node(NodeId id) {
        return Objects.requireNonNull(topology.nodes().get(id));
    }

    private static List<NodeId> holders(ShardEntry shard) {
        List<NodeId> holders = new ArrayList<>(shard.replicas());
        NodeId primary = shard.primary();
        if (primary != null) {
            holders.add(primary);
        }
        return holders;
    }

    static ShardVersion at(ShardEntry shard) {
        return new ShardVersion(shard.shard(), shard.term(), shard.version());
    }
}
