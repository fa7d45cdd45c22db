package dev.cairn.node.command;

import dev.cairn.protocol.resp.Refusal;

/** How a command says when something ends, and the check that the time can be told at all. */
public enum Deadline {
    /** Seconds from now. */
    SECONDS(1_000, false),
    /** Milliseconds from now. */
    MILLIS(1, false),
    /** Seconds since the epoch. */
    UNIX_SECONDS(1_000, true),
    /** Milliseconds since the epoch. */
    UNIX_MILLIS(1, true);

    private final long unitMillis;
    private final boolean absolute;

    Deadline(long unitMillis, boolean absolute) {
        this.unitMillis = unitMillis;
        this.absolute = absolute;
    }

    /** The milliseconds since the epoch that {@code value} means, which may be past. */
    public long at(long value, long nowMillis, String command) {
        if (value > Long.MAX_VALUE / unitMillis || value < Long.MIN_VALUE / unitMillis) {
            throw Refusal.INVALID_EXPIRE.with(command);
        }
        long millis = value * unitMillis;
        if (absolute) {
            return millis;
        }
        if (millis > Long.MAX_VALUE - nowMillis) {
            throw Refusal.INVALID_EXPIRE.with(command);
        }
        return nowMillis + millis;
    }

    /** As {@link #at}, for commands that refuse zero and less. */
    public long positiveAt(long value, long nowMillis, String command) {
        if (value <= 0) {
            throw Refusal.INVALID_EXPIRE.with(command);
        }
        return at(value, nowMillis, command);
    }
}
