package dev.cairn.node.command;

import java.util.Set;

/** The chapters of the command reference; a chapter may imply an ACL category. */
public enum Group {
    CONNECTION("connection", Set.of(AclCategory.CONNECTION)),
    GENERIC("generic", Set.of(AclCategory.KEYSPACE)),
    STRING("string", Set.of(AclCategory.STRING)),
    HASH("hash", Set.of(AclCategory.HASH)),
    TRANSACTIONS("transactions", Set.of(AclCategory.TRANSACTION)),
    SERVER("server", Set.of()),
    CLUSTER("cluster", Set.of());

    private final String label;
    private final Set<AclCategory> categories;

    Group(String label, Set<AclCategory> categories) {
        this.label = label;
        this.categories = categories;
    }

    /** The group's name in COMMAND DOCS. */
    public String label() {
        return label;
    }

    /** The ACL categories of the group's commands whose row names none. */
    Set<AclCategory> categories() {
        return categories;
    }
}
