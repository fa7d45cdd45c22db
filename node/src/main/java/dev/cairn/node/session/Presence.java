package dev.cairn.node.session;

/** How another node seems to be to this one; a hint, never a decision. */
public enum Presence {
    /** Nothing speaks against it. */
    ALIVE,
    /** It did not answer somebody, and has a while to contradict. */
    SUSPECT,
    /** It is gone, or nobody reaches it. */
    LOST
}
