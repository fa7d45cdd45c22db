package dev.cairn.client.cli;

import dev.cairn.client.call.CairnException;
import dev.cairn.client.call.Decode;
import dev.cairn.protocol.resp.Reply;

import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** What the server tells of its commands: names, what they do and how they are written. */
final class CommandDocs {

    /** Nothing is known. */
    static final CommandDocs NONE = new CommandDocs(new TreeMap<>());

    /** What is known of one command or subcommand. */
    record Entry(String syntax, String summary, String since, String group) {}

    private final NavigableMap<String, Entry> entries;

    private CommandDocs(NavigableMap<String, Entry> entries) {
        this.entries = entries;
    }

    /** The docs in a reply to COMMAND DOCS; none if it is something else. */
    static CommandDocs read(Reply reply) {
        var entries = new TreeMap<String, Entry>();
        try {
            read(reply, entries::put);
            return new CommandDocs(entries);
        } catch (CairnException e) {
            return NONE;
        }
    }

    private static void read(Reply reply, BiConsumer<String, Entry> found) {
        Decode.map(Decode.map(Decode::raw))
                .apply(reply)
                .forEach(
                        (name, doc) -> {
                            String words = name.replace('|', ' ').toUpperCase(Locale.ROOT);
                            found.accept(words, entry(doc));
                            if (doc.get("subcommands") != null) {
                                read(doc.get("subcommands"), found);
                            }
                        });
    }

    private static Entry entry(Map<String, Reply> doc) {
        Reply arguments = doc.get("arguments");
        return new Entry(
                arguments == null ? "" : ArgumentSyntax.of(arguments),
                text(doc, "summary"),
                text(doc, "since"),
                text(doc, "group"));
    }

    private static String text(Map<String, Reply> doc, String name) {
        return Optional.ofNullable(doc.get(name)).map(Decode::text).orElse("");
    }

    /** All commands and subcommands whose words begin with {@code start}. */
    NavigableMap<String, Entry> beginningWith(String start) {
        String upper = start.toUpperCase(Locale.ROOT);
        return entries.subMap(upper, true, upper + Character.MAX_VALUE, false);
    }

    /** What may follow {@code line}: the rest of the syntax of the command it begins with. */
    String hint(String line) {
        String[] words = line.stripLeading().split("\\s+", -1);
        for (int length = Math.min(2, words.length); length > 0; length--) {
            String name = String.join(" ", java.util.List.of(words).subList(0, length));
            Entry entry = entries.get(name.toUpperCase(Locale.ROOT));
            if (entry != null) {
                boolean spaced = line.endsWith(" ");
                int given = words.length - length - (spaced ? 1 : 0);
                String rest = ArgumentSyntax.after(entry.syntax(), given);
                return rest.isEmpty() ? "" : (spaced ? "" : " ") + rest;
            }
        }
        return "";
    }

    /** A few lines about {@code command}. */
    String help(String command) {
        Entry entry = entries.get(command.toUpperCase(Locale.ROOT));
        if (entry == null) {
            return "No such command: " + command;
        }
        return "  %s %s%n  summary: %s%n  since: %s%n  group: %s"
                .formatted(
                        command.toUpperCase(Locale.ROOT),
                        entry.syntax(),
                        entry.summary(),
                        entry.since(),
                        entry.group());
    }
}
