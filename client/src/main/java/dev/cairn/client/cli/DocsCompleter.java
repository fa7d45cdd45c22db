package dev.cairn.client.cli;

import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

import java.util.List;
import java.util.function.Supplier;

/** Completes the names of commands and subcommands. */
final class DocsCompleter implements Completer {

    private final Supplier<CommandDocs> docs;

    DocsCompleter(Supplier<CommandDocs> docs) {
        this.docs = docs;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        if (line.wordIndex() > 1) {
            return;
        }
        String first = line.words().get(0);
        String typed = line.wordIndex() == 0 ? line.word() : first + " " + line.word();
        docs.get()
                .beginningWith(typed)
                .forEach(
                        (name, entry) -> {
                            String[] words = name.split(" ", -1);
                            if (words.length == line.wordIndex() + 1) {
                                candidates.add(
                                        candidate(words[line.wordIndex()], line.word(), entry));
                            }
                        });
    }

    private static Candidate candidate(String name, String typed, CommandDocs.Entry entry) {
        boolean lower = !typed.isEmpty() && Character.isLowerCase(typed.charAt(0));
        String value = lower ? name.toLowerCase(java.util.Locale.ROOT) : name;
        return new Candidate(value, value, null, entry.summary(), null, null, true);
    }
}
