package dev.cairn.node.metadata;

/** The calls that travel over the metadata transport, named by the first byte of the envelope. */
public enum Call {
    /** A candidate asks for a vote. */
    VOTE(1),
    /** The leader extends a voter's log. */
    APPEND(2),
    /** The leader sends a voter a part of a snapshot. */
    SNAPSHOT(3),
    /** The leader asks a voter to take over. */
    START_ELECTION(4),
    /** How is your engine? */
    VOTER_STATUS(5),
    /** A command for the leader. */
    PROPOSE(6),
    /** What changed since this version? */
    WATCH(7),
    /** Who are you, and do you belong to a grid? */
    HELLO(8),
    /** The leader asks a node to become a voter. */
    BECOME_VOTER(9),
    /** A node tells the leader what it sees, what it knows and what it wishes. */
    HINTS(10);

    private static final Call[] BY_NUMBER = byNumber();

    private final byte number;

    Call(int number) {
        this.number = (byte) number;
    }

    /** Whether this is the call that an envelope begins with. */
    public boolean is(byte first) {
        return number == first;
    }

    byte number() {
        return number;
    }

    static Call ofNumber(byte number) {
        if (number <= 0 || number >= BY_NUMBER.length) {
            throw new IllegalArgumentException("unknown call " + number);
        }
        return BY_NUMBER[number];
    }

    private static Call[] byNumber() {
        Call[] calls = new Call[values().length + 1];
        for (Call call : values()) {
            calls[call.number] = call;
        }
        return calls;
    }
}
