package dev.cairn.replication.primary;

import dev.cairn.protocol.topology.Member;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** When each member was proposed, to come or to go: not again for a while. */
final class Proposals {

    private static final int PATIENCE = 10;

    private final long againNanos;
    private final Map<Member, Long> madeNanos = new HashMap<>();

    /** What was proposed is proposed again after {@code againNanos} without a visible result. */
    Proposals(long againNanos) {
        this.againNanos = againNanos;
    }

    /** Whether a member may be proposed now, which is then to be done. */
    boolean begin(Member member, long nowNanos) {
        Long before = madeNanos.get(member);
        if (before != null && nowNanos - before < againNanos) {
            return false;
        }
        madeNanos.put(member, nowNanos);
        return true;
    }

    /** A proposal was refused and would be again for some time. */
    void putOff(Member member, long nowNanos) {
        madeNanos.put(member, nowNanos + PATIENCE * againNanos);
    }

    /** Forgets the members of whom this holds. */
    void forget(Predicate<Member> which) {
        madeNanos.keySet().removeIf(which);
    }
}
