package dev.cairn.node.command.server;

import dev.cairn.node.command.AclCategory;
import dev.cairn.node.command.Command;
import dev.cairn.node.command.Flag;
import dev.cairn.node.command.KeyFlag;
import dev.cairn.node.command.KeySpec;
import dev.cairn.node.command.KeySpec.Begin;
import dev.cairn.node.command.KeySpec.Find;
import dev.cairn.node.command.Reply;

import java.util.Set;

/** A command as COMMAND INFO describes it. */
final class CommandInfo {

    private CommandInfo() {}

    static void write(Command command, Reply out) {
        out.array(10);
        out.bulk(command.fullName());
        out.integer(command.arity().number());
        out.set(command.flags().size());
        for (Flag flag : command.flags()) {
            out.simple(flag.label());
        }
        out.integer(command.keyRange().first());
        out.integer(command.keyRange().last());
        out.integer(command.keyRange().step());
        out.set(command.categories().size());
        for (AclCategory category : command.categories()) {
            out.simple("@" + category.label());
        }
        out.set(command.tips().size());
        command.tips().forEach(out::bulk);
        out.set(command.keySpecs().size());
        command.keySpecs().forEach(spec -> write(spec, out));
        if (!command.hasSubcommands()) {
            out.set(0);
            return;
        }
        out.array(command.subcommands().size());
        command.subcommands().forEach(each -> write(each, out));
    }

    static void writeFlags(Set<KeyFlag> flags, Reply out) {
        out.set(flags.size());
        for (KeyFlag flag : flags) {
            out.simple(flag.label());
        }
    }

    private static void write(KeySpec spec, Reply out) {
        out.map(spec.notes().isEmpty() ? 3 : 4);
        if (!spec.notes().isEmpty()) {
            out.bulk("notes");
            out.bulk(spec.notes());
        }
        out.bulk("flags");
        writeFlags(spec.flags(), out);
        out.bulk("begin_search");
        write(spec.begin(), out);
        out.bulk("find_keys");
        write(spec.find(), out);
    }

    private static void write(Begin begin, Reply out) {
        out.map(2);
        out.bulk("type");
        switch (begin) {
            case Begin.Index(int index) -> {
                out.bulk("index");
                out.bulk("spec");
                out.map(1);
                pair(out, "index", index);
            }
            case Begin.Keyword(String word, int startFrom) -> {
                out.bulk("keyword");
                out.bulk("spec");
                out.map(2);
                out.bulk("keyword");
                out.bulk(word);
                pair(out, "startfrom", startFrom);
            }
        }
    }

    private static void write(Find find, Reply out) {
        out.map(2);
        out.bulk("type");
        switch (find) {
            case Find.Range(int last, int step, int limit) -> {
                out.bulk("range");
                out.bulk("spec");
                out.map(3);
                pair(out, "lastkey", last);
                pair(out, "keystep", step);
                pair(out, "limit", limit);
            }
            case Find.Counted(int numberIndex, int firstKey, int step) -> {
                out.bulk("keynum");
                out.bulk("spec");
                out.map(3);
                pair(out, "keynumidx", numberIndex);
                pair(out, "firstkey", firstKey);
                pair(out, "keystep", step);
            }
        }
    }

    private static void pair(Reply out, String name, int value) {
        out.bulk(name);
        out.integer(value);
    }
}
