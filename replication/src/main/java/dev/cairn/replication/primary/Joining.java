package dev.cairn.replication.primary;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Those who count for commit although the shard's entry does not have them in the in-sync set: they
 * are about to be proposed, or may be in it by now, as a proposal may have been accepted.
 */
final class Joining {

    private final Map<NodeId, Candidate> all = new HashMap<>();

    /** One of them, by the version of the entry at which he began to count or was proposed. */
    private record Candidate(Member member, long version, boolean isProposed) {}

    boolean isEmpty() {
        return all.isEmpty();
    }

    boolean contains(NodeId node) {
        return all.containsKey(node);
    }

    /** Whether he counts, and has not been proposed yet. */
    boolean isWaiting(NodeId node) {
        var known = all.get(node);
        return known != null && !known.isProposed();
    }

    List<Member> members() {
        return all.values().stream().map(Candidate::member).toList();
    }

    /** Those that may be in the in-sync set by now. */
    List<Member> proposed() {
        return all.values().stream().filter(Candidate::isProposed).map(Candidate::member).toList();
    }

    /** He counts from now on. */
    void begin(Member member, long version) {
        all.put(member.node(), new Candidate(member, version, false));
    }

    /** Those not proposed yet of whom this holds are from now on. */
    List<Member> propose(Predicate<Member> which, long version) {
        var due =
                all.values().stream()
                        .filter(each -> !each.isProposed() && which.test(each.member()))
                        .map(Candidate::member)
                        .toList();
        due.forEach(each -> all.put(each.node(), new Candidate(each, version, true)));
        return due;
    }

    /** He does not count any more, not having been proposed. */
    void giveUp(NodeId node) {
        all.remove(node);
    }

    /** The proposal at this version was refused. */
    void refused(Member member, long version) {
        all.remove(member.node(), new Candidate(member, version, true));
    }

    /** The entry is at this version now, and says who of those before is in the set. */
    void decided(long version) {
        all.values().removeIf(each -> each.version() < version);
    }
}
