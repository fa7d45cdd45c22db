package dev.cairn.node.command;

import org.jspecify.annotations.Nullable;

/**
 * What the reference says about a command.
 *
 * @param since the version of Redis that first had it
 * @param deprecated the advice what to use instead, if the command is kept for old clients only
 */
public record Doc(
        String since, String complexity, String summary, @Nullable Deprecation deprecated) {

    /** Since when a command is not recommended any more, and what replaces it. */
    public record Deprecation(String since, String replacement) {}
}
