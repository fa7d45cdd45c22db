package dev.cairn.client.cli;

import dev.cairn.client.call.CairnException;
import dev.cairn.protocol.resp.Reply;

import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The interactive shell: a line, a reply, until {@code exit}, with completion and hints. */
final class Shell {

    private final Target target;
    private CommandDocs docs = CommandDocs.NONE;

    Shell(Target target) {
        this.target = target;
    }

    /** Reads and calls until the input ends; returns the exit code. */
    int run() throws IOException {
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            loadDocs(terminal);
            LineReader reader = reader(terminal);
            while (step(terminal, reader)) {
                // one line after another
            }
            return ExitCode.OK;
        }
    }

    /** Reads and obeys one line; returns whether there may be another. */
    private boolean step(Terminal terminal, LineReader reader) {
        try {
            String line = reader.readLine(prompt()).trim();
            if (CliCommand.isFarewell(line)) {
                return false;
            }
            obey(terminal, line);
        } catch (UserInterruptException e) {
            terminal.writer().println();
        } catch (EndOfFileException e) {
            return false;
        }
        return true;
    }

    private LineReader reader(Terminal terminal) {
        LineReader reader =
                LineReaderBuilder.builder()
                        .terminal(terminal)
                        .appName("cairn")
                        .completer(new DocsCompleter(() -> docs))
                        .highlighter(new HintingHighlighter(() -> docs))
                        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                        .variable(LineReader.HISTORY_FILE, history())
                        .build();
        reader.setAutosuggestion(LineReader.SuggestionType.TAIL_TIP);
        return reader;
    }

    private static Path history() {
        return Path.of(System.getProperty("user.home"), ".cairn_history");
    }

    private void loadDocs(Terminal terminal) {
        try {
            docs = CommandDocs.read(target.call(words("COMMAND DOCS")));
        } catch (CairnException e) {
            terminal.writer()
                    .println("Could not connect to " + target.address() + ": " + e.getMessage());
        }
    }

    private String prompt() {
        String database = target.database() == 0 ? "" : "[" + target.database() + "]";
        return target.address() + database + "> ";
    }

    private void obey(Terminal terminal, String line) {
        Optional<List<byte[]>> split = LineWords.split(line);
        if (split.isEmpty()) {
            terminal.writer().println("Invalid argument(s)");
        } else if (!split.get().isEmpty()) {
            String first = new String(split.get().get(0), StandardCharsets.UTF_8);
            if (first.equalsIgnoreCase("help") && split.get().size() > 1) {
                terminal.writer().println(docs.help(line.substring(line.indexOf(' ') + 1).trim()));
            } else if (first.equalsIgnoreCase("clear")) {
                terminal.puts(org.jline.utils.InfoCmp.Capability.clear_screen);
            } else {
                terminal.writer().print(answer(split.get()));
            }
        }
        terminal.flush();
    }

    private String answer(List<byte[]> words) {
        try {
            Reply reply = target.call(words);
            return ReplyPrinter.pretty(reply);
        } catch (CairnException e) {
            return "Error: " + e.getMessage() + "\n";
        }
    }

    private static List<byte[]> words(String line) {
        return LineWords.split(line).orElseThrow();
    }
}
