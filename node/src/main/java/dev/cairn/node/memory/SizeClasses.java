package dev.cairn.node.memory;

/**
 * The sizes that small blocks come in: steps of 8 bytes up to 256, then eight steps to each
 * doubling.
 */
final class SizeClasses {
    private static final int FINE_LIMIT = 256;
    private static final int FINE_STEP = 8;
    private static final int STEPS_PER_DOUBLING_BITS = 3;
    private static final int FINE_COUNT = FINE_LIMIT / FINE_STEP;
    private static final int DOUBLINGS = 3; // from 256 to 2,048

    /** How many classes small blocks have. */
    static final int COUNT = FINE_COUNT + (DOUBLINGS << STEPS_PER_DOUBLING_BITS);

    private SizeClasses() {}

    /** The smallest class whose blocks hold {@code bytes}, at most 2^30. */
    static int of(int bytes) {
        if (bytes <= FINE_LIMIT) {
            return Math.max(0, (bytes - 1) >> 3);
        }
        int doubling = 31 - Integer.numberOfLeadingZeros(bytes - 1);
        int stepBits = doubling - STEPS_PER_DOUBLING_BITS;
        int step = ((bytes - 1) >> stepBits) - (1 << STEPS_PER_DOUBLING_BITS);
        return FINE_COUNT + ((doubling - 8) << STEPS_PER_DOUBLING_BITS) + step;
    }

    /** The bytes of a block of {@code sizeClass}. */
    static int bytes(int sizeClass) {
        if (sizeClass < FINE_COUNT) {
            return (sizeClass + 1) * FINE_STEP;
        }
        int coarse = sizeClass - FINE_COUNT;
        int doubling = 8 + (coarse >> STEPS_PER_DOUBLING_BITS);
        int step = (coarse & ((1 << STEPS_PER_DOUBLING_BITS) - 1)) + 1;
        return (1 << doubling) + (step << (doubling - STEPS_PER_DOUBLING_BITS));
    }
}
