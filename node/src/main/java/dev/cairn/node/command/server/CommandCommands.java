package dev.cairn.node.command.server;

import static dev.cairn.node.command.AclCategory.CONNECTION;
import static dev.cairn.node.command.Arity.atLeast;
import static dev.cairn.node.command.Arity.exactly;
import static dev.cairn.node.command.Family.family;
import static dev.cairn.node.command.Flag.LOADING;
import static dev.cairn.node.command.Flag.STALE;

import dev.cairn.node.command.AclCategory;
import dev.cairn.node.command.Args;
import dev.cairn.node.command.Command;
import dev.cairn.node.command.CommandTable;
import dev.cairn.node.command.Family;
import dev.cairn.node.command.Group;
import dev.cairn.node.command.Keys;
import dev.cairn.node.command.Reply;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.session.Session;
import dev.cairn.node.text.Glob;
import dev.cairn.protocol.resp.Refusal;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** COMMAND: the table of commands, told to clients. */
public final class CommandCommands {

    private static final String ORDER = "nondeterministic_output_order";

    public static final Family FAMILY =
            family(Group.SERVER)
                    .session("COMMAND", CommandCommands::all)
                    .arity(atLeast(1))
                    .flags(LOADING, STALE)
                    .acl(CONNECTION)
                    .tips(ORDER)
                    .doc("2.8.13", "O(N) for N commands.", "Describes all commands.")
                    .session("COMMAND COUNT", CommandCommands::count)
                    .arity(exactly(2))
                    .flags(LOADING, STALE)
                    .acl(CONNECTION)
                    .doc("2.8.13", "O(1)", "How many commands there are.")
                    .session("COMMAND DOCS", CommandCommands::docs)
                    .arity(atLeast(2))
                    .flags(LOADING, STALE)
                    .acl(CONNECTION)
                    .tips(ORDER)
                    .syntax("command-name*")
                    .doc("7.0.0", "O(N) for N commands.", "What the reference says of commands.")
                    .session("COMMAND GETKEYS", CommandCommands::getkeys)
                    .arity(atLeast(4))
                    .flags(LOADING, STALE)
                    .acl(CONNECTION)
                    .syntax("command arg*")
                    .doc("2.8.13", "O(N) for N arguments.", "The keys in a command.")
                    .session("COMMAND GETKEYSANDFLAGS", CommandCommands::getkeysandflags)
                    .arity(atLeast(4))
                    .flags(LOADING, STALE)
                    .acl(CONNECTION)
                    .syntax("command arg*")
                    .doc("7.0.0", "O(N) for N arguments.", "The keys in a command and their use.")
                    .help("COMMAND", "5.0.0")
                    .acl(CONNECTION)
                    .session("COMMAND INFO", CommandCommands::info)
                    .arity(atLeast(2))
                    .flags(LOADING, STALE)
                    .acl(CONNECTION)
                    .tips(ORDER)
                    .syntax("command-name*")
                    .doc("2.8.13", "O(N) for N commands.", "Describes commands.")
                    .session("COMMAND LIST", CommandCommands::list)
                    .arity(atLeast(2))
                    .flags(LOADING, STALE)
                    .acl(CONNECTION)
                    .tips(ORDER)
                    .syntax(
                            "FILTERBY filterby(MODULE module-name | ACLCAT category"
                                    + " | PATTERN pattern:pattern)?")
                    .doc("7.0.0", "O(N) for N commands.", "The names of commands.")
                    .build();

    private CommandCommands() {}

    private static CommandTable table(Args in) {
        return in.command().table();
    }

    static void all(Session session, Args in, Reply out) {
        List<Command> commands = table(in).commands();
        out.array(commands.size());
        commands.forEach(command -> CommandInfo.write(command, out));
    }

    static void count(Session session, Args in, Reply out) {
        out.integer(table(in).commands().size());
    }

    static void info(Session session, Args in, Reply out) {
        if (!in.hasNext()) {
            all(session, in, out);
            return;
        }
        out.array(in.remaining());
        while (in.hasNext()) {
            Command command = named(in, in.next());
            if (command == null) {
                out.nilArray();
            } else {
                CommandInfo.write(command, out);
            }
        }
    }

    static void docs(Session session, Args in, Reply out) {
        int mark = out.mark();
        int pairs = 0;
        if (!in.hasNext()) {
            for (Command command : table(in).commands()) {
                CommandDocs.write(command, out);
                pairs++;
            }
        }
        while (in.hasNext()) {
            Command command = named(in, in.next());
            if (command != null) {
                CommandDocs.write(command, out);
                pairs++;
            }
        }
        out.mapBefore(mark, pairs);
    }

    private static @Nullable Command named(Args in, Slice name) {
        return name.length() > 128 ? null : table(in).find(name.toString());
    }

    static void getkeys(Session session, Args in, Reply out) {
        Args request = in.from(2);
        Keys keys = keys(table(in), request);
        out.array(keys.count());
        for (int i = 0; i < keys.count(); i++) {
            out.bulk(request.at(keys.position(i)));
        }
    }

    static void getkeysandflags(Session session, Args in, Reply out) {
        Args request = in.from(2);
        Keys keys = keys(table(in), request);
        out.array(keys.count());
        for (int i = 0; i < keys.count(); i++) {
            out.array(2);
            out.bulk(request.at(keys.position(i)));
            CommandInfo.writeFlags(keys.spec(i).flags(), out);
        }
    }

    /** The keys of the command that a client asks about, with Redis's reasons if there are none. */
    private static Keys keys(CommandTable table, Args request) {
        Command command = table.find(request.at(0));
        if (command != null && command.hasSubcommands() && request.count() > 1) {
            command = command.subcommand(request.at(1).toString().toLowerCase(Locale.ROOT));
        }
        if (command == null) {
            throw Refusal.INVALID_COMMAND.refused();
        }
        if (command.keySpecs().isEmpty()) {
            throw Refusal.NO_KEY_ARGUMENTS.refused();
        }
        if (!command.arity().allows(request.count())) {
            throw Refusal.INVALID_ARGUMENT_COUNT.refused();
        }
        var keys = new Keys();
        if (!keys.find(command, request) || keys.count() == 0) {
            throw Refusal.INVALID_ARGUMENTS.refused();
        }
        return keys;
    }

    static void list(Session session, Args in, Reply out) {
        Predicate<Command> wanted = in.hasNext() ? filter(in) : command -> true;
        List<Command> found = table(in).commands().stream().filter(wanted).toList();
        out.array(found.size());
        found.forEach(command -> out.bulk(command.fullName()));
    }

    private static Predicate<Command> filter(Args in) {
        if (in.remaining() != 3 || !in.nextIs("FILTERBY")) {
            throw Refusal.SYNTAX.refused();
        }
        if (in.nextIs("MODULE")) {
            in.next();
            return command -> false;
        }
        if (in.nextIs("ACLCAT")) {
            AclCategory category = category(in.next());
            return command -> category != null && command.categories().contains(category);
        }
        if (in.nextIs("PATTERN")) {
            Glob pattern = Glob.ignoringCase(in.next().toBytes());
            return command -> pattern.matches(Slice.copyOf(command.fullName()));
        }
        throw Refusal.SYNTAX.refused();
    }

    private static @Nullable AclCategory category(Slice name) {
        for (AclCategory category : AclCategory.values()) {
            if (name.equalsIgnoreCase(category.label())) {
                return category;
            }
        }
        return null;
    }
}
