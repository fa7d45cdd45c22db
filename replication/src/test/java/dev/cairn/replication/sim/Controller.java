package dev.cairn.replication.sim;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.replication.log.LogEnd;
import dev.cairn.replication.message.Message;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model of the controller: replaces primaries that are gone or said to be, fills a node where a
 * copy is missing, removes one that is too many. It may be wrong about who is alive, and forgets
 * everything when it moves to another node.
 */
final class Controller {
    private static final long STEP = 50 * Schedule.MILLI;
    private static final long FENCE_RETRY = 200 * Schedule.MILLI;
    private static final long ANSWER_WINDOW = 300 * Schedule.MILLI;
    private static final long OFFLINE_WINDOW = Schedule.SECOND;
    private static final long RETRY = Schedule.SECOND;

    private final SimGrid grid;
    private final boolean[] believedDead = new boolean[SimGrid.NODES];
    private final Map<Integer, Deposition> depositions = new HashMap<>();
    private final Map<Integer, Election> elections = new HashMap<>();
    private final long[] movedNanos = new long[SimGrid.SHARDS];

    /** A member wants a term to end. */
    private record Deposition(Member by, long term) {}

    /** A member's answer to a fence. */
    private record Answer(Member by, LogEnd end) {}

    /** The search for the next primary at one version of a shard's entry. */
    private static final class Election {
        final long version;
        final Map<NodeId, Answer> answers = new TreeMap<>();
        long firstAnswerNanos;
        long askedNanos = -FENCE_RETRY;
        long proposedNanos = -RETRY;

        Election(long version) {
            this.version = version;
        }
    }

    Controller(SimGrid grid) {
        this.grid = grid;
        Arrays.fill(movedNanos, -RETRY);
        grid.schedule().every(STEP, this::step);
    }

    /** Gossip says that a node is alive or dead, rightly or not. */
    void believe(int node, boolean isDead) {
        believedDead[node] = isDead;
    }

    /** Another node takes the controller over and knows nothing yet. */
    void forget() {
        depositions.clear();
        elections.clear();
    }

    void depositionAsked(SimNode by, int shard, long term) {
        tell(by, () -> depositions.put(shard, new Deposition(by.self(), term)));
    }

    void logEnd(SimNode by, Message.Fence order, LogEnd end) {
        tell(
                by,
                () -> {
                    var election = elections.get(order.shard());
                    if (election != null && election.version == order.version()) {
                        if (election.answers.isEmpty()) {
                            election.firstAnswerNanos = now();
                        }
                        election.answers.put(by.id(), new Answer(by.self(), end));
                    }
                });
    }

    private void tell(SimNode by, Runnable hint) {
        if (!grid.metadata().isCutOff(by.number())) {
            grid.schedule().after(grid.delay(), hint);
        }
    }

    /** Asks the primary to let another member lead. */
    void handOver(int shard) {
        var entry = grid.metadata().entry(shard);
        var primary = entry.primary();
        var others = entry.inSync().stream().filter(m -> !m.node().equals(primary)).toList();
        if (primary != null && !others.isEmpty()) {
            var to = others.get(grid.random().nextInt(others.size())).node();
            order(primary, new Message.HandOver(shard, entry.term(), entry.version(), to));
        }
    }

    /** Begins to fill a node that holds no copy. */
    void move(int shard) {
        var entry = grid.metadata().entry(shard);
        boolean isAtRest = entry.learners().isEmpty() && entry.inSync().size() == SimGrid.FACTOR;
        if (entry.primary() != null && isAtRest && entry.replicas().size() < SimGrid.FACTOR) {
            addLearner(entry);
        }
    }

    private void step() {
        for (ShardEntry entry : grid.metadata().entries()) {
            if (needsPrimary(entry)) {
                search(entry);
            } else {
                elections.remove(entry.shard());
                mend(entry);
            }
        }
    }

    private boolean needsPrimary(ShardEntry entry) {
        var primary = entry.primary();
        if (primary == null || believedDead[SimGrid.number(primary)]) {
            return true;
        }
        depositions.computeIfPresent(
                entry.shard(),
                (shard, asked) -> {
                    boolean holds = asked.term() == entry.term() && isComplete(entry, asked.by());
                    return holds ? asked : null;
                });
        return depositions.containsKey(entry.shard());
    }

    private boolean isComplete(ShardEntry entry, Member by) {
        boolean isEligible = entry.eligible().contains(by.node());
        return entry.inSync().contains(by)
                || isEligible && grid.metadata().current(by.node()).equals(by);
    }

    private void search(ShardEntry entry) {
        var election = elections.get(entry.shard());
        if (election == null || election.version != entry.version()) {
            election = new Election(entry.version());
            elections.put(entry.shard(), election);
        }
        var candidates = candidates(entry);
        if (candidates.isEmpty()) {
            if (entry.primary() != null && mayPropose(election)) {
                propose(new Change.TakeOffline(entry.shard(), entry.version()));
            }
            return;
        }
        if (now() - election.askedNanos >= FENCE_RETRY) {
            election.askedNanos = now();
            var order = new Message.Fence(entry.shard(), entry.term(), entry.version());
            candidates.forEach(candidate -> order(candidate, order));
        }
        var answers = answers(election, candidates);
        if (isDecided(entry, election, candidates, answers) && mayPropose(election)) {
            elect(entry, answers);
        }
    }

    private List<NodeId> candidates(ShardEntry entry) {
        return entry.replicas().stream()
                .filter(id -> entry.hasInSync(id) || entry.eligible().contains(id))
                .filter(id -> !believedDead[SimGrid.number(id)])
                .toList();
    }

    private List<Answer> answers(Election election, List<NodeId> candidates) {
        return election.answers.values().stream()
                .filter(answer -> candidates.contains(answer.by().node()))
                .filter(answer -> grid.metadata().current(answer.by().node()).equals(answer.by()))
                .toList();
    }

    private boolean isDecided(
            ShardEntry entry, Election election, List<NodeId> candidates, List<Answer> answers) {
        if (answers.isEmpty()) {
            return false;
        }
        boolean isOffline = entry.primary() == null;
        boolean isComplete =
                answers.size() == candidates.size()
                        && (!isOffline || answers.size() == entry.eligible().size());
        long window = isOffline ? OFFLINE_WINDOW : ANSWER_WINDOW;
        return isComplete || now() - election.firstAnswerNanos >= window;
    }

    private boolean mayPropose(Election election) {
        if (now() - election.proposedNanos < RETRY) {
            return false;
        }
        election.proposedNanos = now();
        return true;
    }

    private void elect(ShardEntry entry, List<Answer> answers) {
        var byLog =
                Comparator.comparingLong((Answer answer) -> answer.end().term())
                        .thenComparingLong(answer -> answer.end().offset());
        var best = answers.stream().max(byLog).orElseThrow().by();
        var inSync = new ArrayList<Member>();
        inSync.add(best);
        answers.stream().map(Answer::by).filter(by -> !by.equals(best)).forEach(inSync::add);
        propose(new Change.Elect(entry.shard(), entry.version(), best.node(), inSync));
    }

    /** A copy that is missing is made, one that is too many is removed. */
    private void mend(ShardEntry entry) {
        boolean isBusy = now() - movedNanos[entry.shard()] < RETRY;
        int holders = entry.replicas().size() + 1;
        if (isBusy || !entry.learners().isEmpty() || entry.inSync().size() <= SimGrid.FACTOR) {
            return;
        }
        var surplus = entry.replicas().get(grid.random().nextInt(entry.replicas().size()));
        if (holders > SimGrid.FACTOR) {
            movedNanos[entry.shard()] = now();
            propose(new Change.RemoveReplica(entry.shard(), entry.version(), surplus));
        }
    }

    private void addLearner(ShardEntry entry) {
        @Nullable NodeId target =
                grid.lives()
                        .map(SimNode::id)
                        .filter(id -> !entry.concerns(id))
                        .findFirst()
                        .orElse(null);
        if (target != null) {
            movedNanos[entry.shard()] = now();
            propose(new Change.AddLearner(entry.shard(), entry.version(), target));
        }
    }

    private void propose(Change change) {
        grid.schedule().after(grid.metadata().lag(), () -> grid.metadata().apply(change));
    }

    private void order(NodeId to, Message order) {
        var life = grid.life(SimGrid.number(to));
        if (life != null && !grid.metadata().isCutOff(life.number())) {
            life.at(now() + grid.delay(), () -> life.receive(new Letter(to, order)));
        }
    }

    private long now() {
        return grid.schedule().now();
    }
}
