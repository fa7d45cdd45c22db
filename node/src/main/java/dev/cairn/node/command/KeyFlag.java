package dev.cairn.node.command;

import java.util.Locale;

/** What a command does with the keys of one key specification. */
public enum KeyFlag {
    /** Reads the value. */
    RO,
    /** Reads and writes the value. */
    RW,
    /** Overwrites the value, whatever it was. */
    OW,
    /** Removes the key. */
    RM,
    /** Returns or copies the value's content. */
    ACCESS,
    /** Changes content that was there. */
    UPDATE,
    /** Only adds content. */
    INSERT,
    /** Deletes content. */
    DELETE,
    /** Not a key of the keyspace, but routed like one. */
    NOT_KEY,
    /** The specification may miss some of the keys. */
    INCOMPLETE,
    /** The command's options choose the true flags. */
    VARIABLE_FLAGS;

    private final String label = ordinal() < 4 ? name() : name().toLowerCase(Locale.ROOT);

    /** The flag's name in COMMAND INFO and COMMAND GETKEYSANDFLAGS. */
    public String label() {
        return label;
    }
}
