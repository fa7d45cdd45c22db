package dev.cairn.node.session;

/** Whether a client wants to hear replies: CLIENT REPLY. */
public enum ReplyMode {
    /** Every reply is sent. */
    ON,
    /** None is. */
    OFF,
    /** The reply of the next command is not sent; this is how CLIENT REPLY SKIP leaves it. */
    SKIP_NEXT,
    /** The reply of the command that runs now is not sent. */
    SKIPPING
}
