package dev.cairn.replication.sim;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;

import java.util.List;

/** A proposed change of a shard's entry: a compare-and-set on the entry's version. */
sealed interface Change {
    int shard();

    long version();

    /** A replica or learner comes into the in-sync set. */
    record Admit(int shard, long version, Member member) implements Change {}

    /** A member leaves the in-sync set. */
    record Drop(int shard, long version, NodeId node) implements Change {}

    /** A member takes over from the primary, which stays in sync. */
    record Transfer(int shard, long version, NodeId to) implements Change {}

    /** A new primary after the old one is gone. */
    record Elect(int shard, long version, NodeId primary, List<Member> inSync) implements Change {}

    /** There is nobody to elect. */
    record TakeOffline(int shard, long version) implements Change {}

    /** A node is to be filled. */
    record AddLearner(int shard, long version, NodeId node) implements Change {}

    /** A copy is not needed any more. */
    record RemoveReplica(int shard, long version, NodeId node) implements Change {}
}
