package dev.cairn.node.command;

import java.util.Locale;

/** The named sets of commands that access rules speak of; the order is that of COMMAND INFO. */
public enum AclCategory {
    KEYSPACE,
    READ,
    WRITE,
    SET,
    SORTEDSET,
    LIST,
    HASH,
    STRING,
    BITMAP,
    HYPERLOGLOG,
    GEO,
    STREAM,
    PUBSUB,
    ADMIN,
    FAST,
    SLOW,
    BLOCKING,
    DANGEROUS,
    CONNECTION,
    TRANSACTION,
    SCRIPTING;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The category's name as ACL rules and COMMAND LIST write it, without the {@code @}. */
    public String label() {
        return label;
    }
}
