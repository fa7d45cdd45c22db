package dev.cairn.node.rdb;

/** Serialized data that is not what it should be: truncated, contradictory or of another kind. */
public final class Malformed extends Exception {

    Malformed(String what) {
        super(what, null, false, false);
    }
}
