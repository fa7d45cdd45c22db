package dev.cairn.node.command;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A command as the table knows it: what its row declares and what follows from that. */
public final class Command {

    private final CommandTable table;
    private final @Nullable Command parent;
    private final Row row;
    private final int number;
    private final String name;
    private final Set<AclCategory> categories;
    private final KeyRange keyRange;
    private final Map<String, Command> subcommands = new TreeMap<>();

    Command(CommandTable table, @Nullable Command parent, Row row, int number) {
        this.table = table;
        this.parent = parent;
        this.row = row;
        this.number = number;
        this.name = row.name().substring(row.name().indexOf(' ') + 1).toLowerCase(Locale.ROOT);
        this.categories = Categories.of(row);
        this.keyRange = KeyRange.of(row.keys());
    }

    /** The command's own name in lower case; of a subcommand, its second word. */
    public String name() {
        return name;
    }

    /** The name as errors and COMMAND INFO print it: {@code get}, {@code object|encoding}. */
    public String fullName() {
        return row.name().replace(' ', '|').toLowerCase(Locale.ROOT);
    }

    /** The table that the command stands in. */
    public CommandTable table() {
        return table;
    }

    /** The command that this is a subcommand of; null for a command of its own. */
    public @Nullable Command parent() {
        return parent;
    }

    /** What runs the command; null if it only leads to subcommands. */
    public @Nullable Handler handler() {
        return row.handler();
    }

    /** The chapter of the reference. */
    public Group group() {
        return row.group();
    }

    public Arity arity() {
        return row.arity();
    }

    public Set<Flag> flags() {
        return row.flags();
    }

    /** Whether the row has {@code flag}. */
    public boolean is(Flag flag) {
        return row.flags().contains(flag);
    }

    public Set<AclCategory> categories() {
        return categories;
    }

    public List<KeySpec> keySpecs() {
        return row.keys();
    }

    /** The keys in the form that COMMAND INFO had before key specifications. */
    public KeyRange keyRange() {
        return keyRange;
    }

    /** What Redis calls command tips: advice to clients that route requests. */
    public List<String> tips() {
        return row.tips();
    }

    /** Read from the row at each call: few ask, and a node's start need not wait for it. */
    public List<Argument> arguments() {
        return Syntax.parse(row.syntax(), row.keys().size());
    }

    public Doc doc() {
        return row.doc();
    }

    /** The subcommands, in the order of their names. */
    public Collection<Command> subcommands() {
        return Collections.unmodifiableCollection(subcommands.values());
    }

    public boolean hasSubcommands() {
        return !subcommands.isEmpty();
    }

    /** The subcommand with this name in lower case. */
    public @Nullable Command subcommand(String word) {
        return subcommands.get(word);
    }

    /** A dense number from 0 for tables beside the command table, such as counters. */
    public int number() {
        return number;
    }

    void add(Command subcommand) {
        subcommands.put(subcommand.name, subcommand);
    }

    /** How the command is written, with its arguments: {@code SET key value [NX|XX]}. */
    public String usage() {
        var text = new StringBuilder(row.name());
        for (Argument argument : arguments()) {
            text.append(' ').append(argument.usage());
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return fullName();
    }
}
