package dev.cairn.node.metadata;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The next entry of a shard while a command works on it. */
final class ShardDraft {
    private final ShardEntry before;
    private final List<NodeId> replicas;
    private final List<Member> inSync;
    private final List<NodeId> eligible;
    private final List<NodeId> learners;
    private long term;
    private @Nullable NodeId primary;

    ShardDraft(ShardEntry before) {
        this.before = before;
        term = before.term();
        primary = before.primary();
        replicas = new ArrayList<>(before.replicas());
        inSync = new ArrayList<>(before.inSync());
        eligible = new ArrayList<>(before.eligible());
        learners = new ArrayList<>(before.learners());
    }

    /** The first entry of a shard: everybody holds the same empty log. */
    static ShardEntry first(int shard, List<Member> holders) {
        List<NodeId> nodes = holders.stream().map(Member::node).toList();
        List<NodeId> replicas = nodes.subList(1, nodes.size());
        return new ShardEntry(shard, 1, 1, nodes.get(0), replicas, holders, List.of(), List.of());
    }

    ShardEntry before() {
        return before;
    }

    /** Begins the next term; who left the in-sync set in passing becomes eligible. */
    ShardDraft elect(NodeId newPrimary, List<Member> newInSync) {
        endTerm();
        replicas.remove(newPrimary);
        learners.remove(newPrimary);
        primary = newPrimary;
        inSync.addAll(newInSync);
        newInSync.forEach(member -> eligible.remove(member.node()));
        return this;
    }

    /** Ends the term: nobody is primary, and who was in sync is eligible. */
    ShardDraft endTerm() {
        term++;
        if (primary != null) {
            replicas.add(0, primary);
            primary = null;
        }
        List<NodeId> left = inSync.stream().map(Member::node).toList();
        eligible.addAll(0, left);
        inSync.clear();
        return this;
    }

    /** The new primary takes over from the old one, which stays in sync as a replica. */
    ShardDraft transfer(NodeId newPrimary) {
        term++;
        if (primary != null) {
            replicas.set(replicas.indexOf(newPrimary), primary);
        }
        primary = newPrimary;
        return this;
    }

    ShardDraft admit(Member member) {
        if (learners.remove(member.node())) {
            replicas.add(member.node());
        }
        eligible.remove(member.node());
        inSync.add(member);
        return this;
    }

    /** Takes a replica out of the in-sync set; it is eligible unless {@link #settle} says else. */
    ShardDraft drop(NodeId node) {
        inSync.removeIf(member -> member.node().equals(node));
        eligible.add(node);
        return this;
    }

    ShardDraft addLearner(NodeId node) {
        learners.add(node);
        return this;
    }

    ShardDraft removeHolder(NodeId node) {
        replicas.remove(node);
        learners.remove(node);
        eligible.remove(node);
        inSync.removeIf(member -> member.node().equals(node));
        return this;
    }

    ShardDraft loseEligible(NodeId node) {
        eligible.remove(node);
        return this;
    }

    /**
     * Nobody outside the in-sync set is eligible once the set can commit: from then on they may
     * lack committed records.
     */
    ShardDraft settle(int minInSync) {
        if (inSync.size() >= minInSync) {
            eligible.clear();
        }
        return this;
    }

    /** The entry with all changes, at the next version. */
    ShardEntry toEntry() {
        return new ShardEntry(
                before.shard(),
                term,
                before.version() + 1,
                primary,
                replicas,
                inSync,
                eligible,
                learners);
    }
}
