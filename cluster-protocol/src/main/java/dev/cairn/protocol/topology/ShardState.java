package dev.cairn.protocol.topology;

/** Whether a shard has a node to answer for it. */
public enum ShardState {
    /** Has a primary. */
    ONLINE(1),
    /** Has none, until a store that is eligible returns. */
    OFFLINE(2);

    private final int number;

    ShardState(int number) {
        this.number = number;
    }

    /** The number that stands for this state outside the process. */
    public int number() {
        return number;
    }
}
