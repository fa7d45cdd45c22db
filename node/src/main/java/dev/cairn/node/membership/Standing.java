package dev.cairn.node.membership;

/** How a node seems to be; of two rumors of one version the later standing wins. */
public enum Standing {
    /** Answers, or nobody has doubted it yet. */
    ALIVE(1),
    /** Did not answer somebody and has a while to contradict. */
    SUSPECT(2),
    /** Did not contradict in time. */
    DEAD(3),
    /** Said goodbye. */
    LEFT(4);

    private final int number;

    Standing(int number) {
        this.number = number;
    }

    /** The number that stands for it outside the process. */
    public int number() {
        return number;
    }

    /** The standing with this number; throws IllegalArgumentException for an unknown one. */
    public static Standing ofNumber(int number) {
        for (Standing standing : values()) {
            if (standing.number == number) {
                return standing;
            }
        }
        throw new IllegalArgumentException("unknown standing " + number);
    }

    /** Whether the node still counts among those to be probed and told. */
    public boolean isPresent() {
        return this == ALIVE || this == SUSPECT;
    }
}
