package dev.cairn.node.metadata;

/** Why a command had no effect. */
public enum Rejection {
    /** There is no grid yet. */
    NOT_FORMED(1),
    /** There is a grid already. */
    ALREADY_FORMED(2),
    /** No such node, or one that has left. */
    UNKNOWN_NODE(3),
    /** The node is known already. */
    NODE_EXISTS(4),
    /** Another life of the node is the current one. */
    STALE_INCARNATION(5),
    /** No such shard. */
    UNKNOWN_SHARD(6),
    /** The shard is in another term. */
    STALE_TERM(7),
    /** The shard's entry has changed in the meantime. */
    STALE_VERSION(8),
    /** The node does not hold the shard. */
    NOT_A_HOLDER(9),
    /** The node holds the shard already, or is being filled with it. */
    ALREADY_A_HOLDER(10),
    /** The node is not in the in-sync set. */
    NOT_IN_SYNC(11),
    /** The node is in the in-sync set already. */
    ALREADY_IN_SYNC(12),
    /** The node may lack committed records. */
    NOT_ELIGIBLE(13),
    /** Not while the node is the shard's primary. */
    IS_PRIMARY(14),
    /** The shard has no primary. */
    IS_OFFLINE(15),
    /** Too few in-sync members would be left. */
    BELOW_MIN_IN_SYNC(16),
    /** The settings have changed in the meantime, or touch what is fixed. */
    STALE_SETTINGS(17),
    /** The voters have changed in the meantime. */
    STALE_VOTERS(18),
    /** The node still holds shards or votes. */
    NODE_IN_USE(19),
    /** The node's state has changed in the meantime, or cannot change so. */
    STALE_NODE_STATE(20),
    /** Too many nodes. */
    LIMIT_REACHED(21),
    /** The command contradicts itself. */
    MALFORMED(22),
    /** The shard has a primary. */
    IS_ONLINE(23);

    private final int number;

    Rejection(int number) {
        this.number = number;
    }

    /** The number that stands for this reason outside the process. */
    public int number() {
        return number;
    }

    /** The reason with this number; throws IllegalArgumentException for an unknown one. */
    public static Rejection ofNumber(int number) {
        for (Rejection reason : values()) {
            if (reason.number == number) {
                return reason;
            }
        }
        throw new IllegalArgumentException("unknown rejection " + number);
    }
}
