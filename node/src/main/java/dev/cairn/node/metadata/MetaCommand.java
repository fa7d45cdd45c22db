package dev.cairn.node.metadata;

import dev.cairn.protocol.topology.ClusterSettings;
import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.NodeState;

import java.util.List;

/**
 * A change of the topology. Each is a compare-and-set: it names what it expects to find and is
 * rejected, without any effect, when the state has moved on.
 */
public sealed interface MetaCommand {
    /** Most commands in one batch. */
    int MAX_BATCH = 256;

    /** A command about one shard, at one term and version of its entry. */
    sealed interface OfShard extends MetaCommand {
        ShardVersion at();
    }

    /** A shard at one term and version; what a change of it expects to find. */
    record ShardVersion(int shard, long term, long version) {}

    /**
     * The first command of a grid.
     *
     * @param holders for each shard who holds it, the primary first; all start empty and in sync
     */
    record FormCluster(
            String clusterId,
            ClusterSettings settings,
            List<NodeEntry> nodes,
            List<List<NodeId>> holders,
            List<NodeId> voters)
            implements MetaCommand {
        public FormCluster {
            nodes = List.copyOf(nodes);
            holders = holders.stream().map(List::copyOf).toList();
            voters = List.copyOf(voters);
        }
    }

    /** A node that was never seen joins and holds nothing yet. */
    record JoinNode(NodeEntry node) implements MetaCommand {}

    /**
     * A node has moved to another address or started again. A new life takes it out of every
     * in-sync set; a new store makes it a node that holds nothing of what it held.
     */
    record UpdateNode(long expectedIncarnation, NodeEntry node) implements MetaCommand {}

    /**
     * A node is to stop for a while, to leave for good, or to stay after all. Meant for one life of
     * it: what was wished of a node that has started again since is void.
     *
     * @param incarnation the life; 0, as in older logs, for any
     */
    record ChangeNodeState(NodeId node, long incarnation, NodeState expected, NodeState next)
            implements MetaCommand {
        public ChangeNodeState(Member node, NodeState expected, NodeState next) {
            this(node.node(), node.incarnation(), expected, next);
        }
    }

    /** A node that was to leave and holds nothing has left. */
    record RemoveNode(NodeId node) implements MetaCommand {}

    /** A node that has left is no longer listed. */
    record ForgetNode(NodeId node) implements MetaCommand {}

    /**
     * Begins the next term of a shard under a new primary. The version is that at which the members
     * were fenced and asked: since then nobody has joined, or left and come back unfenced.
     *
     * @param inSync the members of the new in-sync set, primary included; all of them in sync or
     *     eligible before
     * @param unclean elects any holder, though acknowledged writes may be lost
     */
    record ElectPrimary(ShardVersion at, NodeId newPrimary, List<Member> inSync, boolean unclean)
            implements OfShard {
        public ElectPrimary {
            inSync = List.copyOf(inSync);
        }
    }

    /** Ends the term of a primary that nobody can replace now; who was in sync stays eligible. */
    record TakeOffline(int shard, long expectedTerm) implements MetaCommand {}

    /**
     * An operator no longer waits for the members that have every committed record of a shard
     * without a primary: the best of what others have goes on, though acknowledged writes are lost.
     */
    record GiveUp(ShardVersion at) implements OfShard {}

    /** A replica or learner has caught up; commit waits for it from now on. */
    record AdmitInSync(ShardVersion at, Member member) implements OfShard {}

    /** Commit no longer waits for a replica. */
    record DropInSync(ShardVersion at, NodeId node) implements OfShard {}

    /** A node is to be filled with a shard. */
    record AddLearner(ShardVersion at, NodeId node) implements OfShard {}

    /** A replica or learner no longer holds the shard. */
    record RemoveReplica(ShardVersion at, NodeId node) implements OfShard {}

    /** The primary hands over to an in-sync member that has its whole log. */
    record TransferPrimary(ShardVersion at, NodeId newPrimary) implements OfShard {}

    /** Other settings; the number of shards is fixed. */
    record SetClusterSettings(ClusterSettings expected, ClusterSettings next)
            implements MetaCommand {}

    /** Publishes who votes now, for those who look for the log. */
    record SetVoters(List<NodeId> expected, List<NodeId> next) implements MetaCommand {
        public SetVoters {
            expected = List.copyOf(expected);
            next = List.copyOf(next);
        }
    }

    /** Changes nothing; moves the log forward. */
    record Tick() implements MetaCommand {}

    /** Commands applied one after the other in one entry of the log, each on its own merits. */
    record Batch(List<MetaCommand> parts) implements MetaCommand {
        public Batch {
            parts = List.copyOf(parts);
            if (parts.size() > MAX_BATCH) {
                throw new IllegalArgumentException("batch of " + parts.size() + " commands");
            }
            if (parts.stream().anyMatch(Batch.class::isInstance)) {
                throw new IllegalArgumentException("a batch within a batch");
            }
        }
    }
}
