package dev.cairn.protocol.topology;

/** What the grid expects of a node; whether it is alive is known elsewhere. */
public enum NodeState {
    /** Holds and serves shards. */
    ACTIVE(1),
    /** Is about to leave for good: everything it holds moves elsewhere. */
    DRAINING(2),
    /** Has left; its name is never used again. */
    GONE(3),
    /** Stops for a while: hands over its primaries, leaves in-sync sets, keeps its replicas. */
    STOPPING(4);

    private final int number;

    NodeState(int number) {
        this.number = number;
    }

    /** The number that stands for this state outside the process. */
    public int number() {
        return number;
    }

    /** The state with this number; throws IllegalArgumentException for an unknown one. */
    public static NodeState ofNumber(int number) {
        for (NodeState state : values()) {
            if (state.number == number) {
                return state;
            }
        }
        throw new IllegalArgumentException("unknown node state " + number);
    }
}
