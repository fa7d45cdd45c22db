package dev.cairn.node.metadata;

import dev.cairn.protocol.topology.NodeId;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The agreed order of commands, whatever engine keeps it. Decisions are fenced by the commands' own
 * compare-and-set, never by the belief to be the leader. Thread-safe; no call blocks.
 */
public interface MetadataLog extends AutoCloseable {
    /**
     * Brings a command into the log, from whatever node. The stage never fails: an outcome that
     * cannot be known in time is {@link Outcome.Unknown}, and the command may still take effect
     * later. Repeating it under the same id has no second effect.
     */
    CompletionStage<Outcome> propose(MetaCommand command, RequestId id, Duration timeout);

    /**
     * Waits until everything that was agreed before this call is applied here; gives the version of
     * the topology by then. Fails with {@link CallFailed} when that cannot be known in time.
     */
    CompletionStage<Long> readBarrier(Duration timeout);

    /** What is applied here; never goes back. */
    MetaView view();

    /** Hears of every applied change in order, on a thread that must not be kept. */
    void onApplied(AppliedListener listener);

    /** Hears of every change of role in order, on a thread that must not be kept. */
    void onRole(RoleListener listener);

    /**
     * Replaces the voters, one at a time; only on the leader. Each voter to come must run already
     * and be empty. Fails when the voters are not the expected ones, or with {@link CallFailed}.
     */
    CompletionStage<Void> changeVoters(List<NodeId> expected, List<NodeId> next, Duration timeout);

    /** Hands leadership to another voter; only on the leader. */
    CompletionStage<Void> transferLeadership(NodeId to, Duration timeout);

    @Override
    void close();

    /** Hears what has been applied: after one command or after a whole snapshot. */
    interface AppliedListener {
        void applied(MetaView view);
    }

    /** Hears what this node is to the log. */
    interface RoleListener {
        void changed(Role role);
    }
}
