package dev.cairn.replication.sim;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** A shard's next entry while a change works on it. */
final class EntryDraft {
    private final ShardEntry before;
    private final List<NodeId> replicas;
    private final List<Member> inSync;
    private final List<NodeId> eligible;
    private final List<NodeId> learners;
    private @Nullable NodeId primary;
    private long term;

    EntryDraft(ShardEntry before) {
        this.before = before;
        this.replicas = new ArrayList<>(before.replicas());
        this.inSync = new ArrayList<>(before.inSync());
        this.eligible = new ArrayList<>(before.eligible());
        this.learners = new ArrayList<>(before.learners());
        this.primary = before.primary();
        this.term = before.term();
    }

    EntryDraft with(Change change) {
        switch (change) {
            case Change.Admit admit -> admit(admit.member());
            case Change.Drop drop -> drop(drop.node());
            case Change.Transfer transfer -> transfer(transfer.to());
            case Change.Elect elect -> elect(elect.primary(), elect.inSync());
            case Change.TakeOffline _ -> endTerm();
            case Change.AddLearner add -> learners.add(add.node());
            case Change.RemoveReplica removal -> removeHolder(removal.node());
        }
        return this;
    }

    /** A node has begun another life, in which it holds nothing. */
    EntryDraft restarted(NodeId node) {
        if (node.equals(primary)) {
            endTerm();
        } else if (before.hasInSync(node)) {
            drop(node);
        }
        eligible.remove(node);
        return this;
    }

    private void admit(Member member) {
        if (learners.remove(member.node())) {
            replicas.add(member.node());
        }
        eligible.remove(member.node());
        inSync.removeIf(each -> each.node().equals(member.node()));
        inSync.add(member);
    }

    private void drop(NodeId node) {
        inSync.removeIf(member -> member.node().equals(node));
        eligible.add(node);
    }

    private void transfer(NodeId to) {
        term++;
        var old = primary;
        if (old != null) {
            replicas.set(replicas.indexOf(to), old);
        }
        primary = to;
    }

    private void elect(NodeId winner, List<Member> members) {
        endTerm();
        replicas.remove(winner);
        primary = winner;
        inSync.addAll(members);
        members.forEach(member -> eligible.remove(member.node()));
    }

    private void endTerm() {
        term++;
        var old = primary;
        if (old != null) {
            replicas.addFirst(old);
            primary = null;
        }
        inSync.forEach(member -> eligible.add(member.node()));
        inSync.clear();
    }

    private void removeHolder(NodeId node) {
        replicas.remove(node);
        learners.remove(node);
        eligible.remove(node);
        inSync.removeIf(member -> member.node().equals(node));
    }

    ShardEntry toEntry() {
        if (inSync.size() >= SimGrid.MIN_IN_SYNC) {
            eligible.clear(); // from now on they may lack committed records
        }
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
