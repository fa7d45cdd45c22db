package dev.cairn.node.metadata;

import dev.cairn.node.metadata.MetaCodec.Proposal;
import dev.cairn.protocol.topology.NodeId;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The metadata log as a model in one thread: one agreed order of commands, and voters that lag
 * behind it. As long as it is mischievous it does all that an engine may do to its users: proposals
 * are lost, doubled, or answered with "unknown" and applied much later; leaders change between a
 * proposal and its result, and an old leader goes on believing in itself; voters get a snapshot
 * instead of entries, fail while their process lives, and are without a quorum for long.
 */
public class ModelVoters {
    private static final long MILLI = 1_000_000;
    private static final long ELECTION = 500 * MILLI;
    private static final int FAR_BEHIND = 12;

    private final Random random;
    private final Agenda agenda;
    private final Map<NodeId, ModelLog> logs = new TreeMap<>();
    private final List<Proposal> entries = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final MetaState agreed;
    private NodeId leader;
    private long term = 1;
    private boolean electing;
    private boolean mischievous = true;

    /** When things are to happen. */
    public interface Agenda {
        void later(long nanos, Runnable what);
    }

    /**
     * @param agreed the state that all begin with, and to which is applied what is agreed on
     */
    public ModelVoters(List<NodeId> voters, Random random, Agenda agenda, MetaState agreed) {
        this.random = random;
        this.agenda = agenda;
        this.agreed = agreed;
        voters.forEach(voter -> logs.put(voter, new ModelLog(voter)));
        leader = voters.getFirst();
    }

    public MetadataLog log(NodeId voter) {
        return Objects.requireNonNull(logs.get(voter));
    }

    public boolean isVoter(NodeId node) {
        return logs.containsKey(node);
    }

    /** Nothing unusual happens from now on. */
    public void calm() {
        mischievous = false;
    }

    /** The process of a voter has ended. */
    public void stop(NodeId voter) {
        Objects.requireNonNull(logs.get(voter)).up = false;
    }

    /** A new process of a voter takes up what the old one had. */
    public void start(NodeId voter) {
        ModelLog log = Objects.requireNonNull(logs.get(voter));
        log.up = true;
        log.failed = false;
        log.become(new Role.Follower(null));
        log.hurry();
    }

    /** The engine of a voter ends while its process lives. */
    public void fail(NodeId voter) {
        ModelLog log = Objects.requireNonNull(logs.get(voter));
        log.failed = true;
        log.become(new Role.Failed("for the test"));
    }

    /** Begins with a leader; the listeners are there by now. */
    public void begin() {
        lead(leader);
    }

    /** Another one is to lead, although nothing is wrong with the present one. */
    public void unseat() {
        electing = true;
        NodeId old = leader;
        // The old leader hears of it late, if it still hears anything.
        agenda.later(
                random.nextLong(2 * ELECTION),
                () -> {
                    if (!leader.equals(old)) {
                        Objects.requireNonNull(logs.get(old)).become(new Role.Follower(leader));
                    }
                });
        agenda.later(ELECTION / 2 + random.nextLong(ELECTION), this::elect);
    }

    /** Looks whether there is still a leader; called often. */
    public void tick() {
        if (!electing && !isSound(leader)) {
            unseat();
        }
    }

    private void elect() {
        electing = false;
        List<NodeId> sound = logs.keySet().stream().filter(this::isSound).toList();
        if (!hasQuorum()) {
            sound.forEach(voter -> log(voter, new Role.NoQuorum()));
            unseat();
            return;
        }
        term++;
        lead(sound.get(random.nextInt(sound.size())));
    }

    private void log(NodeId voter, Role role) {
        Objects.requireNonNull(logs.get(voter)).become(role);
    }

    private void lead(NodeId next) {
        leader = next;
        ModelLog log = Objects.requireNonNull(logs.get(next));
        log.catchUp(entries.size());
        log.become(new Role.LeaderReady(term));
        logs.values().stream()
                .filter(other -> other != log && other.role instanceof Role.NoQuorum)
                .forEach(other -> other.become(new Role.Follower(next)));
    }

    private boolean isSound(NodeId voter) {
        ModelLog log = Objects.requireNonNull(logs.get(voter));
        return log.up && !log.failed;
    }

    private boolean hasQuorum() {
        return 2 * logs.keySet().stream().filter(this::isSound).count() > logs.size();
    }

    private boolean mischief(int oneIn) {
        return mischievous && random.nextInt(oneIn) == 0;
    }

    private long delay() {
        return random.nextLong(40 * MILLI);
    }

    /** A proposal has reached the leader, if there is one. */
    private void arrive(Proposal proposal, CompletableFuture<Outcome> result) {
        boolean possible = isSound(leader) && hasQuorum() && !electing;
        if (!possible || mischief(20)) {
            result.complete(new Outcome.Unknown("no leader"));
            if (mischievous && random.nextBoolean()) {
                agenda.later(random.nextLong(4_000 * MILLI), () -> agreeIfPossible(proposal));
            }
            return;
        }
        long termThen = term;
        Outcome outcome = agree(proposal);
        if (mischief(15)) {
            agenda.later(random.nextLong(2_000 * MILLI), () -> agreeIfPossible(proposal));
        }
        agenda.later(
                delay(),
                () ->
                        result.complete(
                                term == termThen ? outcome : new Outcome.Unknown("other leader")));
    }

    private void agreeIfPossible(Proposal proposal) {
        if (hasQuorum()) {
            agree(proposal);
        }
    }

    private Outcome agree(Proposal proposal) {
        Outcome outcome = decide(proposal);
        entries.add(proposal);
        outcomes.add(outcome);
        logs.values().forEach(ModelLog::hurry);
        return outcome;
    }

    /** Applies what has been agreed on just now; for whoever wants to look, or to plant a bug. */
    protected Outcome decide(Proposal proposal) {
        return replay(agreed, proposal);
    }

    /** Applies an entry of the log to what a voter has of the state. */
    protected Outcome replay(MetaState state, Proposal entry) {
        return state.apply(entry.command(), entry.id());
    }

    /** All that is agreed on by now. */
    protected byte[] snapshot() {
        return MetaCodec.encodeSnapshot(agreed);
    }

    /** What one voter has of the log. */
    private final class ModelLog implements MetadataLog {
        private final NodeId self;
        private final List<AppliedListener> appliedListeners = new ArrayList<>();
        private final List<RoleListener> roleListeners = new ArrayList<>();
        private MetaState state = MetaCodec.decodeSnapshot(MetaCodec.encodeSnapshot(agreed));
        private Role role = new Role.Follower(null);
        private int applied;
        private boolean up = true;
        private boolean failed;

        ModelLog(NodeId self) {
            this.self = self;
        }

        void become(Role next) {
            role = next;
            if (up) {
                roleListeners.forEach(listener -> listener.changed(next));
            }
        }

        /** Applies some more before long. */
        void hurry() {
            long longest = mischief(10) ? 2_000 * MILLI : 40 * MILLI;
            agenda.later(random.nextLong(longest), () -> catchUp(entries.size()));
        }

        private void catchUp(int to) {
            if (!up || failed || to <= applied) {
                return;
            }
            if (to - applied > FAR_BEHIND || mischief(30)) {
                state = MetaCodec.decodeSnapshot(snapshot());
                applied = entries.size();
            }
            while (applied < to) {
                Proposal entry = entries.get(applied);
                Outcome outcome = replay(state, entry);
                if (!outcome.equals(outcomes.get(applied))) {
                    throw new AssertionError(
                            "entry %d, %s: %s here, %s elsewhere"
                                    .formatted(applied, entry, outcome, outcomes.get(applied)));
                }
                applied++;
            }
            appliedListeners.forEach(listener -> listener.applied(view()));
        }

        @Override
        public CompletionStage<Outcome> propose(
                MetaCommand command, RequestId id, Duration timeout) {
            var result = new CompletableFuture<Outcome>();
            agenda.later(delay(), () -> arrive(new Proposal(id, command), result));
            return result;
        }

        @Override
        public CompletionStage<Long> readBarrier(Duration timeout) {
            var result = new CompletableFuture<Long>();
            int target = entries.size();
            agenda.later(
                    delay(),
                    () -> {
                        if (up && !failed && hasQuorum()) {
                            catchUp(target);
                            result.complete(view().version());
                        } else {
                            result.completeExceptionally(new CallFailed("no quorum"));
                        }
                    });
            return result;
        }

        @Override
        public MetaView view() {
            return new MetaView(state.topology(), state.uncleanElections(), term, applied);
        }

        @Override
        public void onApplied(AppliedListener listener) {
            appliedListeners.add(listener);
        }

        @Override
        public void onRole(RoleListener listener) {
            roleListeners.add(listener);
        }

        @Override
        public CompletionStage<Void> changeVoters(
                List<NodeId> expected, List<NodeId> next, Duration timeout) {
            return CompletableFuture.failedFuture(new CallFailed("these voters stay"));
        }

        @Override
        public CompletionStage<Void> transferLeadership(NodeId to, Duration timeout) {
            boolean can = self.equals(leader) && isSound(to) && !electing;
            if (!can) {
                return CompletableFuture.failedFuture(new CallFailed("not the leader"));
            }
            become(new Role.Follower(to));
            term++;
            lead(to);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {
            up = false;
        }
    }
}
