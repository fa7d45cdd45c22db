package dev.cairn.node.rpc;

import org.jspecify.annotations.Nullable;

/** A peer's message that makes no sense where none may be left out: the stream must begin anew. */
final class MalformedMessage extends RuntimeException {
    private static final long serialVersionUID = 1;

    MalformedMessage(@Nullable String why) {
        super(why, null, false, false);
    }
}
