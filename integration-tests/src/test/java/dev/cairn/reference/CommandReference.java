package dev.cairn.reference;

import dev.cairn.node.command.Command;
import dev.cairn.node.command.CommandTable;
import dev.cairn.node.command.Doc;
import dev.cairn.node.command.Group;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The page {@code docs/commands.md}: each command of the table with what its row says. */
final class CommandReference {

    private static final String HEAD =
            """
            # Commands

            Generated from the command table; edit the rows there, not this page. Names, arguments
            and replies are those of Redis. A cost is that of the command itself, before
            replication.

            """;

    private CommandReference() {}

    static String of(CommandTable table) {
        var text = new StringBuilder(HEAD);
        for (Group group : Group.values()) {
            List<Command> commands = commands(table, group);
            if (!commands.isEmpty()) {
                text.append("## ").append(title(group)).append("\n\n");
                commands.forEach(command -> add(command, text));
            }
        }
        return text.toString().stripTrailing() + "\n";
    }

    /** The commands that do something, each followed by its subcommands. */
    private static List<Command> commands(CommandTable table, Group group) {
        var commands = new ArrayList<Command>();
        for (Command command : table.commands()) {
            commands.add(command);
            commands.addAll(command.subcommands());
        }
        commands.removeIf(command -> command.group() != group || command.handler() == null);
        return commands;
    }

    private static void add(Command command, StringBuilder text) {
        Doc doc = command.doc();
        text.append("### ").append(name(command)).append("\n\n");
        text.append("    ").append(command.usage()).append("\n\n");
        text.append(doc.summary()).append("\n\n");
        text.append("Since ").append(doc.since()).append(" · ").append(cost(doc)).append(" · ");
        text.append(categories(command)).append("\n\n");
        Doc.Deprecation deprecated = doc.deprecated();
        if (deprecated != null) {
            text.append("Kept for old clients since ").append(deprecated.since());
            text.append(". Use ").append(deprecated.replacement()).append(".\n\n");
        }
    }

    private static String cost(Doc doc) {
        String cost = doc.complexity();
        return cost.endsWith(".") ? cost.substring(0, cost.length() - 1) : cost;
    }

    private static String categories(Command command) {
        return command.categories().stream()
                .map(category -> "@" + category.label())
                .collect(Collectors.joining(" "));
    }

    private static String name(Command command) {
        return command.fullName().replace('|', ' ').toUpperCase(Locale.ROOT);
    }

    private static String title(Group group) {
        String label = group.label();
        return label.substring(0, 1).toUpperCase(Locale.ROOT) + label.substring(1);
    }
}
