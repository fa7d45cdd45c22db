package dev.cairn.node.command;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Derives a command's ACL categories from its flags and group, as Redis does. */
final class Categories {

    private Categories() {}

    static Set<AclCategory> of(Row row) {
        var set = EnumSet.noneOf(AclCategory.class);
        set.addAll(row.acl() == null ? row.group().categories() : row.acl());
        Set<Flag> flags = row.flags();
        if (flags.contains(Flag.WRITE)) {
            set.add(AclCategory.WRITE);
        }
        if (flags.contains(Flag.READONLY) && !set.contains(AclCategory.SCRIPTING)) {
            set.add(AclCategory.READ);
        }
        if (flags.contains(Flag.ADMIN)) {
            set.add(AclCategory.ADMIN);
            set.add(AclCategory.DANGEROUS);
        }
        if (flags.contains(Flag.PUBSUB)) {
            set.add(AclCategory.PUBSUB);
        }
        if (flags.contains(Flag.BLOCKING)) {
            set.add(AclCategory.BLOCKING);
        }
        set.add(flags.contains(Flag.FAST) ? AclCategory.FAST : AclCategory.SLOW);
        return Collections.unmodifiableSet(set);
    }
}
