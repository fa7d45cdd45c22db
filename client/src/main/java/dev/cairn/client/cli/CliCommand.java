package dev.cairn.client.cli;

import dev.cairn.protocol.resp.Reply;

import org.jspecify.annotations.Nullable;

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
import java.util.concurrent.TimeUnit;

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

    @Option(names = "-r", paramLabel = "N", description = "Run COMMAND N times, for ever if -1.")
    private long times = 1;

    @Option(names = "-i", paramLabel = "SECONDS", description = "Wait so long between these times.")
    private double pause;

    @Option(names = "-3", description = "Speak RESP3; typed HELLO does it, too.")
    private boolean resp3;

    @Option(names = "-2", description = "Speak RESP2, which is the default.")
    private boolean resp2;

    @Option(
            names = "-c",
            description = "Follow redirections, which is always done; accepted for the habit.")
    private boolean cluster;

    @Option(names = "--raw", description = "Print bare values even to a terminal.")
    private boolean raw;

    @Option(names = "--no-raw", description = "Print for eyes even to a pipe.")
    private boolean pretty;

    @Option(
            names = "-e",
            description = "Tell errors by the exit code, which is always done; for the habit.")
    private boolean errors;

    @Option(
            names = "-d",
            paramLabel = "TEXT",
            description = "Between the elements of a bare reply (default: a line break).")
    private String between = "\n";

    @Option(names = "-x", description = "Take the last argument from the standard input.")
    private boolean lastFromInput;

    @Option(
            names = "-X",
            paramLabel = "TAG",
            description = "Take the argument that is TAG from the standard input.")
    private @Nullable String fromInput;

    @Parameters(
            paramLabel = "COMMAND",
            arity = "0..*",
            description = "The command and its arguments.")
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean interactive = words.isEmpty() && isInteractive();
        try (var target =
                new Target(
                        server.settings(),
                        resp3 ? 3 : 2,
                        interactive ? System.out::println : redirected -> {})) {
            select(target, database != 0 ? database : server.database());
            if (!words.isEmpty()) {
                return repeat(target, commandLine());
            }
            return interactive ? new Shell(target).run() : pipe(target);
        }
    }

    /** The options that change nothing: what they ask for is done anyway. */
    List<Boolean> habits() {
        return List.of(cluster, errors, resp2);
    }

    /** Whether a human is at both ends. */
    private static boolean isInteractive() {
        return System.console() != null && System.getenv("CAIRN_NO_TTY") == null;
    }

    /** Whether what is printed is for a program; the launcher knows where it goes. */
    private boolean isBare() {
        return raw || (!pretty && !Boolean.getBoolean("cairn.terminal"));
    }

    private static void select(Target target, int number) {
        if (number != 0) {
            var words = List.of(bytes("SELECT"), bytes(Integer.toString(number)));
            if (target.call(words) instanceof Reply.Failure failure) {
                throw new IllegalArgumentException(failure.text());
            }
        }
    }

    private List<byte[]> commandLine() throws IOException {
        byte[] input = lastFromInput || fromInput != null ? System.in.readAllBytes() : new byte[0];
        var line = new ArrayList<byte[]>();
        words.forEach(word -> line.add(word.equals(fromInput) ? input : bytes(word)));
        if (lastFromInput) {
            line.add(input);
        }
        return line;
    }

    private int repeat(Target target, List<byte[]> line) throws InterruptedException {
        int exit = ExitCode.OK;
        for (long left = times; left != 0; left--) {
            exit = Math.max(exit, print(target.call(line)));
            if (left != 1) {
                TimeUnit.MICROSECONDS.sleep((long) (pause * 1e6));
            }
        }
        return exit;
    }

    /** Obeys the lines of the input, whose bytes need not be text. */
    private int pipe(Target target) throws IOException {
        var lines =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.ISO_8859_1));
        int exit = ExitCode.OK;
        for (String line; (line = lines.readLine()) != null && !isFarewell(line); ) {
            Optional<List<byte[]>> split =
                    LineWords.split(line.getBytes(StandardCharsets.ISO_8859_1));
            if (split.isEmpty()) {
                System.err.println("cairn cli: unbalanced quotes: " + line);
                exit = ExitCode.REFUSED;
            } else if (!split.get().isEmpty()) {
                exit = Math.max(exit, print(target.call(split.get())));
            }
        }
        return exit;
    }

    /** Whether {@code line} ends the conversation. */
    static boolean isFarewell(String line) {
        String word = line.strip();
        return word.equalsIgnoreCase("exit") || word.equalsIgnoreCase("quit");
    }

    /** Prints a reply; returns the exit code that it stands for. */
    private int print(Reply reply) {
        PrintStream out = System.out;
        if (isBare()) {
            out.writeBytes(ReplyPrinter.raw(reply, between));
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
