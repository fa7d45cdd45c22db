package dev.cairn.faults;

/** What a client knows of one write: it happened, it did not, or nobody can tell. */
enum Outcome {
    /** The grid acknowledged it. */
    ACKNOWLEDGED,
    /** The grid refused it before executing. */
    REFUSED,
    /** The connection was lost, the call timed out, or the grid answered INDOUBT. */
    UNKNOWN
}
