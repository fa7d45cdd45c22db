package dev.cairn.node.metadata;

import com.google.protobuf.InvalidProtocolBufferException;

import dev.cairn.node.metadata.MetaCodec.Proposal;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.wire.PbProposeReply;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Finds the way of a proposal to the leader: first where the leader was last, then where a voter
 * says it is, then each voter in turn, until an outcome or the end of the time.
 */
public final class ProposalRoute {
    /** How long one attempt at another node may take. */
    public static final Duration ATTEMPT = Duration.ofMillis(500);

    private static final long PAUSE_MILLIS = 40;

    private final NodeId self;
    private final Switchboard board;
    private final Local local;
    private final Supplier<List<NodeId>> voters;
    private final ScheduledExecutorService timer;
    private final AtomicReference<@Nullable NodeId> lastLeader = new AtomicReference<>();

    /** What the log of this node says to a proposal, when this node votes. */
    public interface Local {
        /** Not a voter: proposals always travel. */
        Local NONE = (proposal, timeout) -> CompletableFuture.completedFuture(notLeader(null));

        CompletionStage<Reply> submit(byte[] proposal, Duration timeout);
    }

    /** An outcome, or the word of somebody who is not the leader about who is. */
    public record Reply(@Nullable Outcome outcome, @Nullable NodeId leader) {
        byte[] toBytes() {
            PbProposeReply.Builder pb = PbProposeReply.newBuilder();
            if (outcome != null) {
                pb.setOutcome(MetaCodec.outcome(outcome));
            }
            if (leader != null) {
                pb.setLeader(TopologyCodec.id(leader));
            }
            return pb.build().toByteArray();
        }

        static Reply of(byte[] bytes) {
            try {
                PbProposeReply pb = PbProposeReply.parseFrom(bytes);
                return new Reply(
                        pb.hasOutcome() ? MetaCodec.outcome(pb.getOutcome()) : null,
                        pb.getLeader().isEmpty() ? null : TopologyCodec.id(pb.getLeader()));
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalArgumentException("not a reply to a proposal", e);
            }
        }
    }

    public ProposalRoute(
            NodeId self,
            Switchboard board,
            Local local,
            Supplier<List<NodeId>> voters,
            ScheduledExecutorService timer) {
        this.self = self;
        this.board = board;
        this.local = local;
        this.voters = voters;
        this.timer = timer;
    }

    /** A reply of somebody who does not lead. */
    public static Reply notLeader(@Nullable NodeId leader) {
        return new Reply(null, leader);
    }

    /** A reply of the leader. */
    public static Reply decided(Outcome outcome) {
        return new Reply(outcome, null);
    }

    /** Answers proposals of other nodes from the local log; never passes them on. */
    public void serve() {
        board.on(
                Call.PROPOSE,
                proposal -> local.submit(proposal, ATTEMPT).thenApply(Reply::toBytes));
    }

    public CompletionStage<Outcome> propose(MetaCommand command, RequestId id, Duration timeout) {
        var journey = new Journey(MetaCodec.encode(new Proposal(id, command)), timeout);
        journey.attempt();
        return journey.result;
    }

    /** One proposal on its way. */
    private final class Journey {
        private final byte[] proposal;
        private final long deadlineNanos;
        private final CompletableFuture<Outcome> result = new CompletableFuture<>();
        private @Nullable NodeId hint = lastLeader.get();
        private String failure = "no voter is known";
        private int turn;

        Journey(byte[] proposal, Duration timeout) {
            this.proposal = proposal;
            this.deadlineNanos = System.nanoTime() + timeout.toNanos();
        }

        void attempt() {
            long left = deadlineNanos - System.nanoTime();
            if (left <= 0) {
                result.complete(new Outcome.Unknown(failure));
                return;
            }
            NodeId target = target();
            if (target == null) {
                retryLater();
                return;
            }
            ask(target, Duration.ofNanos(left))
                    .whenComplete(
                            (reply, problem) -> {
                                if (problem != null) {
                                    failed(target, problem);
                                } else {
                                    answered(target, reply);
                                }
                            });
        }

        private @Nullable NodeId target() {
            NodeId hinted = hint;
            hint = null;
            if (hinted != null) {
                return hinted;
            }
            List<NodeId> candidates = voters.get();
            return candidates.isEmpty()
                    ? null
                    : candidates.get(Math.floorMod(turn++, candidates.size()));
        }

        private CompletionStage<Reply> ask(NodeId target, Duration left) {
            if (target.equals(self)) {
                return local.submit(proposal, left);
            }
            Duration limit = left.compareTo(ATTEMPT) < 0 ? left : ATTEMPT;
            return board.call(target, Call.PROPOSE, proposal, limit).thenApply(Reply::of);
        }

        private void answered(NodeId target, Reply reply) {
            Outcome outcome = reply.outcome();
            if (outcome != null && !(outcome instanceof Outcome.Unknown)) {
                lastLeader.set(target);
                result.complete(outcome);
                return;
            }
            failure = outcome instanceof Outcome.Unknown u ? u.why() : "no leader";
            NodeId leader = reply.leader();
            if (leader == null || leader.equals(target)) {
                retryLater();
            } else {
                hint = leader;
                retryLater(turn == 0 ? 0 : PAUSE_MILLIS);
                turn++;
            }
        }

        private void failed(NodeId target, Throwable problem) {
            lastLeader.compareAndSet(target, null);
            failure = CallFailed.reason(problem);
            retryLater();
        }

        private void retryLater() {
            retryLater(PAUSE_MILLIS);
        }

        private void retryLater(long millis) {
            try {
                timer.schedule(this::attempt, millis, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException _) {
                result.complete(new Outcome.Unknown("the log is closed"));
            }
        }
    }
}
