package dev.cairn.node.command.server;

import dev.cairn.node.command.Argument;
import dev.cairn.node.command.Argument.Times;
import dev.cairn.node.command.Command;
import dev.cairn.node.command.Doc;
import dev.cairn.node.command.Reply;

import java.util.ArrayList;
import java.util.List;

/** A command as COMMAND DOCS describes it. */
final class CommandDocs {

    private CommandDocs() {}

    /** Writes two elements of a map: the command's name and what is said of it. */
    static void write(Command command, Reply out) {
        out.bulk(command.fullName());
        int mark = out.mark();
        int pairs = 4;
        Doc doc = command.doc();
        pair(out, "summary", doc.summary());
        pair(out, "since", doc.since());
        pair(out, "group", command.group().label());
        pair(out, "complexity", doc.complexity());
        Doc.Deprecation deprecation = doc.deprecated();
        if (deprecation != null) {
            out.bulk("doc_flags");
            out.set(1);
            out.simple("deprecated");
            pair(out, "deprecated_since", deprecation.since());
            pair(out, "replaced_by", deprecation.replacement());
            pairs += 3;
        }
        List<Argument> arguments = command.arguments();
        if (!arguments.isEmpty()) {
            out.bulk("arguments");
            write(arguments, out);
            pairs++;
        }
        if (command.hasSubcommands()) {
            out.bulk("subcommands");
            out.map(command.subcommands().size());
            command.subcommands().forEach(each -> write(each, out));
            pairs++;
        }
        out.mapBefore(mark, pairs);
    }

    private static void write(List<Argument> arguments, Reply out) {
        out.array(arguments.size());
        arguments.forEach(argument -> write(argument, out));
    }

    private static void write(Argument argument, Reply out) {
        int mark = out.mark();
        int pairs = 2;
        pair(out, "name", argument.name());
        pair(out, "type", argument.type().label());
        if (argument.keySpec() >= 0) {
            out.bulk("key_spec_index");
            out.integer(argument.keySpec());
            pairs++;
        }
        String token = argument.token();
        if (token != null) {
            pair(out, "token", token);
            pairs++;
        }
        List<String> flags = flags(argument.times());
        if (!flags.isEmpty()) {
            out.bulk("flags");
            out.set(flags.size());
            flags.forEach(out::simple);
            pairs++;
        }
        if (!argument.parts().isEmpty()) {
            out.bulk("arguments");
            write(argument.parts(), out);
            pairs++;
        }
        out.mapBefore(mark, pairs);
    }

    private static List<String> flags(Times times) {
        var flags = new ArrayList<String>();
        if (times.optional()) {
            flags.add("optional");
        }
        if (times.multiple()) {
            flags.add("multiple");
        }
        if (times.tokenToo()) {
            flags.add("multiple_token");
        }
        return flags;
    }

    private static void pair(Reply out, String name, String value) {
        out.bulk(name);
        out.bulk(value);
    }
}
