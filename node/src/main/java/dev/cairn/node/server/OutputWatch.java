package dev.cairn.node.server;

import dev.cairn.node.config.OutputLimits.Limit;

/** Whether a client has left too much unread, or a good deal for too long. */
final class OutputWatch {

    private static final long MILLIS_PER_SECOND = 1_000;
    private static final long NEVER = -1;

    private long softSinceMillis = NEVER;

    /**
     * Whether the limit is broken by so many unsent bytes; to be asked whenever that may be.
     *
     * @param nowMillis a clock that does not go back
     */
    boolean isBroken(Limit limit, long unsentBytes, long nowMillis) {
        if (limit.hardBytes() > 0 && unsentBytes > limit.hardBytes()) {
            return true;
        }
        if (limit.softBytes() == 0 || unsentBytes <= limit.softBytes()) {
            softSinceMillis = NEVER;
            return false;
        }
        if (softSinceMillis == NEVER) {
            softSinceMillis = nowMillis;
        }
        return nowMillis - softSinceMillis > limit.softSeconds() * MILLIS_PER_SECOND;
    }
}
