package dev.cairn.client.cli;

import dev.cairn.client.call.CairnException;
import dev.cairn.client.cli.grid.DownCommand;
import dev.cairn.client.cli.grid.StatusCommand;
import dev.cairn.client.cli.grid.UpCommand;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;

/** The program {@code cairn}: what is typed first chooses the sub-command. */
@Command(
        name = "cairn",
        description = "An open, Redis-compatible data grid.",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            CliCommand.class,
            LoadCommand.class,
            CommandLine.HelpCommand.class
        })
public final class CairnCli extends WithHelp implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: see cairn --help");
    }

    /** Runs the program and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // Without a logging library the facade would say so on the error output.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.exit(run(arguments));
    }

    /** Runs the program; bad input is answered with one sentence on the error output. */
    static int run(String... arguments) {
        var program = new CommandLine(new CairnCli());
        for (CommandLine sub : program.getSubcommands().values()) {
            // Behind a command of Redis come its own words, also if they look like options.
            sub.setStopAtPositional(sub.getCommand() instanceof CliCommand);
        }
        return program.setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false)
                .setOverwrittenOptionsAllowed(true)
                .setExecutionExceptionHandler(CairnCli::failed)
                .setParameterExceptionHandler(CairnCli::misused)
                .execute(arguments);
    }

    /** What nobody expected is a bug, and shows where it happened. */
    private static int failed(Exception e, CommandLine line, CommandLine.ParseResult parsed)
            throws Exception {
        if (e instanceof IOException fault) {
            return say(line, FileFault.sentence(fault), ExitCode.REFUSED);
        }
        if (e instanceof CairnException) {
            return say(line, e.getMessage(), ExitCode.UNREACHABLE);
        }
        if (e instanceof IllegalArgumentException) {
            return say(line, e.getMessage(), ExitCode.USAGE);
        }
        throw e;
    }

    private static int say(CommandLine line, @Nullable String sentence, int exit) {
        line.getErr().println("cairn: " + sentence);
        return exit;
    }

    private static int misused(ParameterException e, String[] arguments) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        e.getCommandLine().getErr().println(name + ": " + e.getMessage());
        return ExitCode.USAGE;
    }
}
