package dev.cairn.node.command;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/**
 * One row of a family's table, exactly as declared.
 *
 * @param name in capitals; of a subcommand, both words
 * @param acl the ACL categories besides those that flags imply; null for those of the group
 */
record Row(
        String name,
        Group group,
        @Nullable Handler handler,
        Arity arity,
        Set<Flag> flags,
        @Nullable Set<AclCategory> acl,
        List<KeySpec> keys,
        List<String> tips,
        String syntax,
        Doc doc) {

    /** The name of the command that this is a subcommand of, or null. */
    @Nullable String parent() {
        int space = name.indexOf(' ');
        return space < 0 ? null : name.substring(0, space);
    }
}
