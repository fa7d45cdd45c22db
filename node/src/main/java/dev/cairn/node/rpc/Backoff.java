package dev.cairn.node.rpc;

import java.util.random.RandomGenerator;

/**
 * Pauses between attempts, in milliseconds: short at first, so that a restarted peer is found at
 * once, longer for one that stays away, and each with jitter, so that nodes do not knock in step.
 */
final class Backoff {
    private static final long FIRST = 10;
    private static final long USUAL = 100;
    private static final long PATIENT = 500;
    private static final int PATIENT_AFTER = 300;

    private final RandomGenerator random;
    private int attempts;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The next pause, between a half and the whole of its nominal length. */
    long next() {
        long nominal = nominal(attempts++);
        return nominal / 2 + random.nextLong(nominal / 2 + 1);
    }

    void reset() {
        attempts = 0;
    }

    private static long nominal(int attempts) {
        if (attempts >= PATIENT_AFTER) {
            return PATIENT;
        }
        return attempts >= Long.SIZE / 4 ? USUAL : Math.min(USUAL, FIRST << attempts);
    }
}
