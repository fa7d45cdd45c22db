package dev.cairn.node.command;

import dev.cairn.node.session.Session;

import java.util.Objects;

/** HELP of a command with subcommands: their usage and summaries, from the table. */
public final class Help {

    private static final String INDENT = "    ";

    private Help() {}

    /** Replies to the HELP of the container that was asked. */
    public static void reply(Session session, Args in, Reply out) {
        Command container = Objects.requireNonNull(in.command().parent());
        String prefix = container.usage() + " ";
        out.array(1 + 2 * container.subcommands().size());
        out.simple(prefix + "<subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
        for (Command each : container.subcommands()) {
            out.simple(each.usage().substring(prefix.length()));
            out.simple(INDENT + each.doc().summary());
        }
    }
}
