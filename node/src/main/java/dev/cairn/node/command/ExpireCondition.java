package dev.cairn.node.command;

import dev.cairn.node.store.Entry;

/** On what condition an expiry is set. */
public enum ExpireCondition {
    /** Always. */
    NONE,
    /** Only if there is none yet. */
    NX,
    /** Only if there is one already. */
    XX,
    /** Only if it ends later than now planned; without an expiry it never ends. */
    GT,
    /** Only if it ends earlier than now planned. */
    LT;

    /** Takes one condition from the arguments if the next is one. */
    public static ExpireCondition next(Args in) {
        for (ExpireCondition condition : values()) {
            if (condition != NONE && in.nextIs(condition.name())) {
                return condition;
            }
        }
        return NONE;
    }

    /** Whether what ends at {@code before} (or never) may be made to end at {@code after}. */
    public boolean allows(long before, long after) {
        boolean never = before == Entry.NO_EXPIRY;
        return switch (this) {
            case NONE -> true;
            case NX -> never;
            case XX -> !never;
            case GT -> !never && after > before;
            case LT -> never || after < before;
        };
    }
}
