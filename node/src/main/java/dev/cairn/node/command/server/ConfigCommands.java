package dev.cairn.node.command.server;

import static dev.cairn.node.command.Arity.atLeast;
import static dev.cairn.node.command.Arity.exactly;
import static dev.cairn.node.command.Family.family;
import static dev.cairn.node.command.Flag.ADMIN;
import static dev.cairn.node.command.Flag.LOADING;
import static dev.cairn.node.command.Flag.NOSCRIPT;
import static dev.cairn.node.command.Flag.STALE;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Family;
import dev.cairn.node.command.Flag;
import dev.cairn.node.command.Group;
import dev.cairn.node.command.Reply;
import dev.cairn.node.config.ConfigFile;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.session.Session;
import dev.cairn.node.text.Glob;
import dev.cairn.protocol.resp.Refusal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** CONFIG: the settings of the running node. */
public final class ConfigCommands {

    private static final Flag[] ADMINISTRATIVE = {ADMIN, NOSCRIPT, LOADING, STALE};

    public static final Family FAMILY =
            family(Group.SERVER)
                    .container("CONFIG", "2.0.0", "Looks at and changes settings.")
                    .session("CONFIG GET", ConfigCommands::get)
                    .arity(atLeast(3))
                    .flags(ADMINISTRATIVE)
                    .syntax("parameter(parameter)+")
                    .doc("2.0.0", "O(N) for N settings.", "The values of settings.")
                    .help("CONFIG", "5.0.0")
                    .session("CONFIG RESETSTAT", ConfigCommands::resetstat)
                    .arity(exactly(2))
                    .flags(ADMINISTRATIVE)
                    .doc("2.0.0", "O(1)", "Lets the statistics count from zero again.")
                    .session("CONFIG REWRITE", ConfigCommands::rewrite)
                    .arity(exactly(2))
                    .flags(ADMINISTRATIVE)
                    .doc("2.8.0", "O(1)", "Writes the values into the file of settings.")
                    .session("CONFIG SET", ConfigCommands::set)
                    .arity(atLeast(4))
                    .flags(ADMINISTRATIVE)
                    .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                    .syntax("parameter_value(parameter value)+")
                    .doc("2.0.0", "O(N) for N settings.", "Changes settings, all or none.")
                    .build();

    private ConfigCommands() {}

    static void get(Session session, Args in, Reply out) {
        List<Glob> patterns = new ArrayList<>();
        while (in.hasNext()) {
            patterns.add(Glob.ignoringCase(in.next().toBytes()));
        }
        Map<String, String> found =
                session.node()
                        .settings()
                        .matching(name -> matchesAny(patterns, Slice.copyOf(name)));
        out.map(found.size());
        found.forEach(
                (name, value) -> {
                    out.bulk(name);
                    out.bulk(value);
                });
    }

    private static boolean matchesAny(List<Glob> patterns, Slice name) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(name));
    }

    static void set(Session session, Args in, Reply out) {
        if (in.remaining() % 2 != 0) {
            throw Refusal.SYNTAX.refused();
        }
        var wanted = new LinkedHashMap<String, String>();
        while (in.hasNext()) {
            String name = in.next().toString().toLowerCase(Locale.ROOT);
            if (wanted.put(name, in.next().toString()) != null) {
                throw Refusal.CONFIG_SET_FAILED.with(name, "duplicate parameter");
            }
        }
        session.node().settings().change(wanted);
        out.ok();
    }

    static void rewrite(Session session, Args in, Reply out) {
        ConfigFile file = session.node().configFile();
        if (file == null) {
            throw Refusal.CONFIG_NO_FILE.refused();
        }
        try {
            file.rewrite(session.node().settings());
        } catch (IOException failed) {
            throw Refusal.CONFIG_REWRITE.with(String.valueOf(failed.getMessage()));
        }
        out.ok();
    }

    static void resetstat(Session session, Args in, Reply out) {
        session.node().counters().reset();
        session.node().commandCounters().reset();
        session.node().errorCounters().reset();
        out.ok();
    }
}
