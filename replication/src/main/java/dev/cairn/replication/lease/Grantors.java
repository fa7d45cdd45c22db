package dev.cairn.replication.lease;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;

import java.util.List;

/**
 * Whose leases a primary needs: whoever may be elected next.
 *
 * @param members in one life each: the in-sync set, and who may be in it by now
 * @param eligible nodes that left the set when it was too small to commit, in whatever life
 */
public record Grantors(List<Member> members, List<NodeId> eligible) {
    public Grantors {
        members = List.copyOf(members);
        eligible = List.copyOf(eligible);
    }
}
