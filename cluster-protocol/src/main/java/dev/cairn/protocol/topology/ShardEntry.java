package dev.cairn.protocol.topology;

import dev.cairn.protocol.slot.Slots;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who holds a shard and in which role.
 *
 * @param shard 0..16383
 * @param term the fencing number; grows with every change of primary, from 1
 * @param version grows by one with every change of this entry, from 1; never goes back
 * @param primary the node that answers for the shard; null while it is offline
 * @param replicas the other nodes that are to hold it, no matter whether they are in step
 * @param inSync who must have a record before it is committed, primary included; each in the life
 *     in which it was admitted; empty while the shard is offline
 * @param eligible nodes outside the in-sync set that have every committed record all the same, and
 *     may be elected when nobody in the set is left (KIP-966)
 * @param learners nodes that are being filled and are not yet replicas
 */
public record ShardEntry(
        int shard,
        long term,
        long version,
        @Nullable NodeId primary,
        List<NodeId> replicas,
        List<Member> inSync,
        List<NodeId> eligible,
        List<NodeId> learners) {
    public ShardEntry {
        Checks.inRange("shard", shard, 0, Slots.COUNT - 1);
        Checks.inRange("term", term, 1, Long.MAX_VALUE);
        Checks.inRange("version", version, 1, Long.MAX_VALUE);
        replicas = List.copyOf(replicas);
        inSync = List.copyOf(inSync);
        eligible = List.copyOf(eligible);
        learners = List.copyOf(learners);
        checkRoles(primary, replicas, learners);
        checkInSync(primary, replicas, inSync, eligible);
    }

    public ShardState state() {
        return primary == null ? ShardState.OFFLINE : ShardState.ONLINE;
    }

    /** Whether the node is in the in-sync set, in whatever life. */
    public boolean hasInSync(NodeId node) {
        return incarnationInSync(node) != 0;
    }

    /** The life in which the node was admitted to the in-sync set; 0 when it is not in it. */
    public long incarnationInSync(NodeId node) {
        for (Member member : inSync) {
            if (member.node().equals(node)) {
                return member.incarnation();
            }
        }
        return 0;
    }

    /** Whether the node is primary or replica; a learner is not yet a holder. */
    public boolean isHeldBy(NodeId node) {
        return node.equals(primary) || replicas.contains(node);
    }

    /** Whether the node has, or is to have, the shard in any role. */
    public boolean concerns(NodeId node) {
        return isHeldBy(node) || learners.contains(node);
    }

    private static void checkRoles(
            @Nullable NodeId primary, List<NodeId> replicas, List<NodeId> learners) {
        Set<NodeId> seen = new HashSet<>();
        if (primary != null) {
            seen.add(primary);
        }
        for (NodeId node : replicas) {
            Checks.that(seen.add(node), "a replica has two roles in one shard");
        }
        for (NodeId node : learners) {
            Checks.that(seen.add(node), "a learner has two roles in one shard");
        }
    }

    private static void checkInSync(
            @Nullable NodeId primary,
            List<NodeId> replicas,
            List<Member> inSync,
            List<NodeId> eligible) {
        Set<NodeId> seen = new HashSet<>();
        for (Member member : inSync) {
            NodeId node = member.node();
            Checks.that(
                    node.equals(primary) || replicas.contains(node),
                    "an in-sync member does not hold the shard");
            Checks.that(seen.add(node), "an in-sync member is listed twice");
        }
        Checks.that(
                primary == null ? inSync.isEmpty() : seen.contains(primary),
                "the primary must be in sync, and without one nobody is");
        for (NodeId node : eligible) {
            Checks.that(replicas.contains(node), "an eligible node does not hold the shard");
            Checks.that(seen.add(node), "an eligible node is in sync or listed twice");
        }
    }
}
