package dev.cairn.node.membership;

import dev.cairn.protocol.topology.NodeId;

import java.util.HashSet;
import java.util.Set;

/**
 * One node under suspicion. It starts with a long time to contradict, which shrinks with every
 * independent accuser (Lifeguard's dynamic suspicion), so that a single slow accuser cannot kill.
 */
final class Suspicion {
    private static final int SHORTEST_IN_PROBES = 4;
    private static final int LONGEST_IN_SHORTEST = 6;
    private static final int WANTED_CONFIRMATIONS = 2;

    private final Set<NodeId> accusers = new HashSet<>();
    private final long shortest;
    private final long longest;
    private final int wanted;
    private long startNanos;
    private boolean warned;

    /**
     * @param members present members including the suspect and this node: in a large group news
     *     takes longer, in a small one there is nobody to confirm
     */
    Suspicion(NodeId accuser, int members, long probeInterval, long nowNanos) {
        accusers.add(accuser);
        startNanos = nowNanos;
        double scale = Math.max(1.0, Math.log10(Math.max(1, members)));
        shortest = (long) (SHORTEST_IN_PROBES * scale * probeInterval);
        wanted = members - 2 < WANTED_CONFIRMATIONS ? 0 : WANTED_CONFIRMATIONS;
        longest = wanted == 0 ? shortest : LONGEST_IN_SHORTEST * shortest;
    }

    /** Counts another accuser; false when it is known already or no more are wanted. */
    boolean confirm(NodeId accuser) {
        return accusers.size() <= wanted && accusers.add(accuser);
    }

    /** When the suspect is dead unless it contradicts. */
    long deadlineNanos() {
        if (wanted == 0) {
            return startNanos + shortest;
        }
        double confirmed = Math.log(accusers.size()) / Math.log(wanted + 1.0);
        return startNanos + Math.max(shortest, (long) (longest - (longest - shortest) * confirmed));
    }

    /** Whether it is time for a last word to the suspect; true once. */
    boolean isWarningDue(long nowNanos) {
        if (warned || nowNanos - (deadlineNanos() - shortest / 2) < 0) {
            return false;
        }
        warned = true;
        return true;
    }

    /** Time that this node slept through does not count against the suspect. */
    void forgive(long nanos) {
        startNanos += nanos;
    }
}
