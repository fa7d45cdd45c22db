package dev.cairn.node.metadata.controller;

import dev.cairn.node.metadata.MetaCommand.ElectPrimary;
import dev.cairn.node.metadata.MetaCommand.TakeOffline;
import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.protocol.topology.Topology;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Replaces primaries that are gone. The members that have every committed record are fenced and
 * asked for the end of their logs; the longest log is elected, and of equal ones the node with the
 * fewest primaries, so that a lost node's load is spread over all that are left.
 */
final class Failover {
    private static final Logger LOG = LoggerFactory.getLogger(Failover.class);
    private static final Duration APPEAL = Duration.ofSeconds(10);
    private static final Comparator<Hint.LogEnd> BY_LOG =
            Comparator.comparingLong(Hint.LogEnd::lastTerm)
                    .thenComparingLong(Hint.LogEnd::lastOffset);

    private final Tuning tuning;
    private final Vitals vitals;
    private final Map<Integer, Hint.DepositionAsked> depositions = new HashMap<>();
    private final Map<Integer, Election> elections = new TreeMap<>();

    /** Offline shards that nobody who can be reached could lead. */
    private final List<ShardEntry> stranded = new ArrayList<>();

    private long appealedNanos;
    private boolean appealed;

    /** The search for a primary of the term after this one, at one version of the shard. */
    private static final class Election {
        final long term;
        final long version;
        final Map<NodeId, Hint.LogEnd> answers = new TreeMap<>();
        long firstAnswerNanos;
        long askedNanos;
        long proposedNanos;
        boolean asked;
        boolean proposed;

        Election(ShardEntry shard) {
            this.term = shard.term();
            this.version = shard.version();
        }
    }

    Failover(Tuning tuning, Vitals vitals) {
        this.tuning = tuning;
        this.vitals = vitals;
    }

    void asked(Hint.DepositionAsked hint) {
        depositions.put(hint.shard(), hint);
    }

    void answered(Hint.LogEnd hint, long nowNanos) {
        Election election = elections.get(hint.shard());
        boolean isAnswer =
                election != null
                        && hint.fencedTerm() == election.term + 1
                        && hint.version() == election.version;
        if (election == null || !isAnswer) {
            return;
        }
        if (election.answers.isEmpty()) {
            election.firstAnswerNanos = nowNanos;
        }
        election.answers.put(hint.by().node(), hint);
    }

    void step(Topology topology, long nowNanos, Actions out) {
        depositions.keySet().removeIf(shard -> shard >= topology.shards().size());
        Map<NodeId, Integer> load = load(topology);
        stranded.clear();
        for (ShardEntry shard : topology.shards()) {
            if (needsPrimary(topology, shard)) {
                search(topology, shard, load, nowNanos, out);
            } else {
                elections.remove(shard.shard());
            }
        }
        appeal(topology, nowNanos);
    }

    /** Says now and then what only people can change. */
    private void appeal(Topology topology, long nowNanos) {
        boolean due = !appealed || passed(appealedNanos, APPEAL, nowNanos);
        if (stranded.isEmpty() || !due) {
            return;
        }
        appealed = true;
        appealedNanos = nowNanos;
        String nodes =
                stranded.stream()
                        .flatMap(shard -> shard.eligible().stream())
                        .distinct()
                        .map(topology::node)
                        .filter(Objects::nonNull)
                        .map(node -> node.id().brief() + " at " + node.host())
                        .collect(Collectors.joining(", "));
        LOG.warn(
                "{} shards are offline since all nodes that have their acknowledged writes are"
                        + " lost: {}. Bring one of these back, or go on without what only they"
                        + " have: CLUSTER FAILOVER TAKEOVER",
                stranded.size(),
                nodes);
    }

    /** Whether a search for a primary is under way; such a shard is left alone by others. */
    boolean isBusyWith(int shard) {
        return elections.containsKey(shard);
    }

    private boolean needsPrimary(Topology topology, ShardEntry shard) {
        NodeId primary = shard.primary();
        if (primary == null) {
            return true;
        }
        NodeEntry node = Objects.requireNonNull(topology.nodes().get(primary));
        return vitals.isDead(node) || isDeposed(topology, shard);
    }

    /** Whether somebody who may be elected, and is still in that life, has fenced the primary. */
    private boolean isDeposed(Topology topology, ShardEntry shard) {
        Hint.DepositionAsked hint = depositions.get(shard.shard());
        if (hint == null) {
            return false;
        }
        NodeId by = hint.by().node();
        NodeEntry node = topology.nodes().get(by);
        boolean holds =
                hint.term() == shard.term()
                        && !by.equals(shard.primary())
                        && isComplete(shard, by)
                        && node != null
                        && node.member().equals(hint.by());
        if (!holds) {
            depositions.remove(shard.shard());
        }
        return holds;
    }

    private void search(
            Topology topology,
            ShardEntry shard,
            Map<NodeId, Integer> load,
            long nowNanos,
            Actions out) {
        List<NodeEntry> candidates = liveCandidates(topology, shard);
        Election election = elections.get(shard.shard());
        if (election == null || election.version != shard.version()) {
            election = new Election(shard);
            elections.put(shard.shard(), election);
        }
        if (candidates.isEmpty()) {
            takeOffline(shard, election, nowNanos, out);
            return;
        }
        ask(shard, election, candidates, nowNanos, out);
        List<Hint.LogEnd> answers = answersOf(election, candidates);
        boolean isDecided =
                haveAllAnswered(shard, candidates.size(), answers.size())
                        || passed(
                                election.firstAnswerNanos,
                                window(topology, shard, answers.size()),
                                nowNanos);
        if (!answers.isEmpty() && isDecided && mayPropose(election, nowNanos)) {
            elect(shard, answers, load, out);
        }
    }

    /**
     * Whether everybody who had all committed records has lost them: there is nothing to wait for,
     * and the best of what is left goes on.
     */
    static boolean isLost(ShardEntry shard) {
        return shard.primary() == null && shard.eligible().isEmpty();
    }

    private static boolean isComplete(ShardEntry shard, NodeId node) {
        return shard.hasInSync(node) || shard.eligible().contains(node);
    }

    /** Everybody that has all committed records and may be reached, the old primary excepted. */
    private List<NodeEntry> liveCandidates(Topology topology, ShardEntry shard) {
        if (!isLost(shard)) {
            return live(topology, shard.replicas(), holder -> isComplete(shard, holder));
        }
        List<NodeEntry> holders = live(topology, shard.replicas(), _ -> true);
        return holders.isEmpty() ? live(topology, shard.learners(), _ -> true) : holders;
    }

    private List<NodeEntry> live(
            Topology topology, List<NodeId> nodes, Predicate<NodeId> qualifies) {
        List<NodeEntry> live = new ArrayList<>();
        for (NodeId id : nodes) {
            NodeEntry node = topology.nodes().get(id);
            if (qualifies.test(id) && node != null && !vitals.isDead(node)) {
                live.add(node);
            }
        }
        return live;
    }

    private void takeOffline(ShardEntry shard, Election election, long nowNanos, Actions out) {
        if (shard.primary() != null && mayPropose(election, nowNanos)) {
            out.propose(new TakeOffline(shard.shard(), shard.term()));
        }
        if (shard.primary() == null && !isLost(shard)) {
            stranded.add(shard);
        }
    }

    private void ask(
            ShardEntry shard,
            Election election,
            List<NodeEntry> candidates,
            long nowNanos,
            Actions out) {
        if (election.asked && !passed(election.askedNanos, tuning.fenceRetry(), nowNanos)) {
            return;
        }
        election.asked = true;
        election.askedNanos = nowNanos;
        for (NodeEntry node : candidates) {
            Hint.LogEnd answer = election.answers.get(node.id());
            if (answer == null || !answer.by().equals(node.member())) {
                out.fence(node.id(), shard);
            }
        }
    }

    /** Answers of candidates in their present lives. */
    private static List<Hint.LogEnd> answersOf(Election election, List<NodeEntry> candidates) {
        List<Hint.LogEnd> answers = new ArrayList<>();
        for (NodeEntry node : candidates) {
            Hint.LogEnd answer = election.answers.get(node.id());
            if (answer != null && answer.by().equals(node.member())) {
                answers.add(answer);
            }
        }
        return answers;
    }

    private static boolean haveAllAnswered(ShardEntry shard, int candidates, int answers) {
        return answers == candidates && (shard.primary() != null || answers == awaited(shard));
    }

    /** How long to wait for others after the first answer. */
    private Duration window(Topology topology, ShardEntry shard, int answers) {
        boolean suffice = shard.primary() != null && answers >= topology.minInSync();
        return suffice ? tuning.answerWindow() : tuning.scarceWindow();
    }

    private static int awaited(ShardEntry shard) {
        return isLost(shard) ? shard.replicas().size() : shard.eligible().size();
    }

    private boolean mayPropose(Election election, long nowNanos) {
        if (election.proposed && !passed(election.proposedNanos, tuning.retry(), nowNanos)) {
            return false;
        }
        election.proposed = true;
        election.proposedNanos = nowNanos;
        return true;
    }

    private static void elect(
            ShardEntry shard, List<Hint.LogEnd> answers, Map<NodeId, Integer> load, Actions out) {
        Hint.LogEnd best = best(answers, load);
        if (best == null) {
            return;
        }
        boolean unclean = isLost(shard);
        if (unclean) {
            LOG.warn(
                    "Shard {}: nobody who had all acknowledged writes has kept them; it goes on"
                            + " with what {} has, up to record {} of term {}",
                    shard.shard(),
                    best.by(),
                    best.lastOffset(),
                    best.lastTerm());
        }
        List<Member> inSync = new ArrayList<>();
        inSync.add(best.by());
        answers.stream()
                .map(Hint.LogEnd::by)
                .filter(member -> !unclean && !member.equals(best.by()))
                .forEach(inSync::add);
        NodeId winner = best.by().node();
        load.merge(winner, 1, Integer::sum);
        out.propose(new ElectPrimary(Movements.at(shard), winner, inSync, unclean));
    }

    private static Hint.@Nullable LogEnd best(
            List<Hint.LogEnd> answers, Map<NodeId, Integer> load) {
        Comparator<Hint.LogEnd> leastLoadedLast =
                Comparator.comparingInt(
                        (Hint.LogEnd end) -> -load.getOrDefault(end.by().node(), 0));
        return answers.stream().max(BY_LOG.thenComparing(leastLoadedLast)).orElse(null);
    }

    private static Map<NodeId, Integer> load(Topology topology) {
        Map<NodeId, Integer> load = new HashMap<>();
        for (ShardEntry shard : topology.shards()) {
            NodeId primary = shard.primary();
            if (primary != null) {
                load.merge(primary, 1, Integer::sum);
            }
        }
        return load;
    }

    private static boolean passed(long sinceNanos, Duration length, long nowNanos) {
        return nowNanos - sinceNanos >= length.toNanos();
    }
}
