package dev.cairn.client.command;

import java.util.List;

/** On which condition an expiry is set. */
public enum ExpireWhen {
    /** Always. */
    ALWAYS,
    /** Only if there is none. */
    NX,
    /** Only if there is one. */
    XX,
    /** Only if it is later than the one there is. */
    GT,
    /** Only if it is earlier than the one there is. */
    LT;

    List<String> words() {
        return this == ALWAYS ? List.of() : List.of(name());
    }
}
