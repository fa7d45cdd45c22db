package dev.cairn.node.membership;

/**
 * How far this node trusts its own timeliness (Lifeguard's local health): a node that misses
 * answers it should have got waits longer before it blames others.
 */
final class Health {
    static final int WORST = 8;

    private int score;

    /** By how much to stretch a time: 1 for a node in good health. */
    int multiplier() {
        return score + 1;
    }

    void worsen(int by) {
        score = Math.min(WORST, score + by);
    }

    void improve() {
        score = Math.max(0, score - 1);
    }
}
