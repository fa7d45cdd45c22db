package dev.cairn.faults;

import java.util.ArrayList;
import java.util.List;

/**
 * What was done to a counter that only INCR changes: every reply must lie between the increments
 * acknowledged before it and all that were attempted, no reply may come twice, and so must the
 * final value.
 */
final class CounterHistory {
    private long acknowledged;
    private long attempted;
    private long highestReply;
    private final List<String> contradictions = new ArrayList<>();

    /** An INCR of this counter's only writer that answered {@code reply}. */
    void acknowledged(long reply) {
        attempted++;
        if (reply <= highestReply) {
            contradictions.add("reply " + reply + " after " + highestReply);
        }
        if (reply <= acknowledged || reply > attempted) {
            contradictions.add(
                    "reply " + reply + " with " + acknowledged + " acknowledged of " + attempted);
        }
        acknowledged++;
        highestReply = Math.max(highestReply, reply);
    }

    void unknown() {
        attempted++;
    }

    /** What cannot be explained, the final value included; empty when all can. */
    List<String> contradictions(long finalValue) {
        var all = new ArrayList<>(contradictions);
        if (finalValue < highestReply || finalValue < acknowledged || finalValue > attempted) {
            all.add(
                    "final value %d with %d acknowledged of %d, highest reply %d"
                            .formatted(finalValue, acknowledged, attempted, highestReply));
        }
        return all;
    }
}
