package dev.cairn.node.metadata;

/** Leaves the rules of a command at the first one that it breaks; never leaves the package. */
final class CommandRejected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Rejection reason;

    CommandRejected(Rejection reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    Rejection reason() {
        return reason;
    }

    static void unless(boolean holds, Rejection reason) {
        if (!holds) {
            throw new CommandRejected(reason);
        }
    }
}
