package dev.cairn.client.cli;

import dev.cairn.protocol.resp.Reply;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code cairn cli}: one command, the lines of a pipe, or an interactive shell. */
@Command(
        name = "cli",
        description = {
            "Runs the command COMMAND, or the lines of the standard input, or an interactive"
                    + " shell.",
            "Exit codes: 0 all well, 1 a command was refused, 2 wrong usage, 3 no node reached."
        })
final class CliCommand extends WithHelp implements Callable<Integer> {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Option(
            names = {"-n", "--db"},
            paramLabel = "NUMBER",
            description = "Select this database first; a grid has only 0.")
    private int database;

    @Option(
            names = "-c",
            description = "Follow redirections, which is always done; accepted for the habit.")
    private boolean cluster;

    @Option(names = "--raw", description = "Print bare values even to a terminal.")
    private boolean raw;

    @Option(names = "--no-raw", description = "Print for eyes even to a pipe.")
    private boolean pretty;

    @Option(names = "-x", description = "Take the last argument from the standard input.")
    private boolean lastFromInput;

    @Parameters(
            paramLabel = "COMMAND",
            arity = "0..*",
            description = "The command and its arguments.")
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        boolean terminal = System.console() != null && isTerminal();
        boolean bare = raw || (!terminal && !pretty);
        boolean interactive = words.isEmpty() && terminal;
        try (var target =
                new Target(server.settings(), interactive ? System.out::println : n -> {})) {
            if (database != 0) {
                select(target);
            }
            if (!words.isEmpty()) {
                return print(target.call(commandLine()), bare);
            }
            return interactive ? new Shell(target).run() : pipe(target, bare);
        }
    }

    /** Whether redirections were asked for, which are followed anyway. */
    boolean isCluster() {
        return cluster;
    }

    /** Whether a human is at both ends. */
    private static boolean isTerminal() {
        return System.getenv("CAIRN_NO_TTY") == null;
    }

    private void select(Target target) {
        Reply reply = target.call(List.of(bytes("SELECT"), bytes(Integer.toString(database))));
        if (reply instanceof Reply.Failure failure) {
            throw new IllegalArgumentException(failure.text());
        }
    }

    private List<byte[]> commandLine() throws IOException {
        var line = new ArrayList<byte[]>();
        words.forEach(word -> line.add(bytes(word)));
        if (lastFromInput) {
            line.add(System.in.readAllBytes());
        }
        return line;
    }

    private static int pipe(Target target, boolean bare) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        int exit = ExitCode.OK;
        for (String line; (line = lines.readLine()) != null; ) {
            Optional<List<byte[]>> split = LineWords.split(line);
            if (split.isEmpty()) {
                System.err.println("cairn cli: unbalanced quotes: " + line);
                exit = ExitCode.REFUSED;
            } else if (!split.get().isEmpty()) {
                exit = Math.max(exit, print(target.call(split.get()), bare));
            }
        }
        return exit;
    }

    /** Prints a reply; returns the exit code that it stands for. */
    static int print(Reply reply, boolean bare) {
        PrintStream out = System.out;
        if (bare) {
            out.writeBytes(ReplyPrinter.raw(reply));
        } else {
            out.print(ReplyPrinter.pretty(reply));
        }
        out.flush();
        return reply instanceof Reply.Failure ? ExitCode.REFUSED : ExitCode.OK;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
