package dev.cairn.replication.log;

import java.util.ArrayList;
import java.util.List;

/**
 * Which term wrote which offsets of a log: the beginning of each term's records. A follower that
 * comes back is cut by this history and never by offset alone, since two terms may have written
 * different records at one offset (KIP-101).
 */
final class TermHistory {
    /** The first record of a term. */
    private record Start(long term, long offset) {}

    private final List<Start> starts = new ArrayList<>();

    /** Notes that {@code term} wrote {@code offset}; terms and offsets only grow. */
    void wrote(long term, long offset) {
        if (starts.isEmpty() || starts.getLast().term() < term) {
            starts.add(new Start(term, offset));
        }
    }

    /** The term that wrote {@code offset}; 0 if the history does not reach back so far. */
    long termAt(long offset) {
        for (int i = starts.size() - 1; i >= 0; i--) {
            if (starts.get(i).offset() <= offset) {
                return starts.get(i).term();
            }
        }
        return 0;
    }

    /**
     * Where records of terms after {@code term} begin; {@link Long#MAX_VALUE} if there are none.
     */
    long startAfter(long term) {
        for (Start start : starts) {
            if (start.term() > term) {
                return start.offset();
            }
        }
        return Long.MAX_VALUE;
    }

    /** Forgets all after {@code offset}. */
    void truncateTo(long offset) {
        while (!starts.isEmpty() && starts.getLast().offset() > offset) {
            starts.removeLast();
        }
    }

    /** Begins anew with what is known of {@code base}. */
    void reset(LogEnd base) {
        starts.clear();
        if (base.offset() > 0) {
            starts.add(new Start(base.term(), base.offset()));
        }
    }
}
