package dev.cairn.protocol.topology;

/** What a reply to a write promises. */
public enum Durability {
    /** Executed on the primary; nothing is promised. */
    ASYNC(1),
    /** Received by every in-sync member. */
    REPLICATED(2),
    /** On disk at every in-sync member. */
    FSYNC(3);

    private final int number;

    Durability(int number) {
        this.number = number;
    }

    /** The number that stands for this level outside the process. */
    public int number() {
        return number;
    }

    /** The level with this number; throws IllegalArgumentException for an unknown one. */
    public static Durability ofNumber(int number) {
        for (Durability level : values()) {
            if (level.number == number) {
                return level;
            }
        }
        throw new IllegalArgumentException("unknown durability " + number);
    }
}
