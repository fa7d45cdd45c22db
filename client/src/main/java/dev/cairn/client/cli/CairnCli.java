package dev.cairn.client.cli;

import dev.cairn.client.call.CairnException;
import dev.cairn.client.cli.grid.DownCommand;
import dev.cairn.client.cli.grid.StatusCommand;
import dev.cairn.client.cli.grid.UpCommand;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
        return new CommandLine(new CairnCli())
                .setExecutionExceptionHandler(CairnCli::failed)
                .setParameterExceptionHandler(CairnCli::misused)
                .execute(arguments);
    }

    private static int failed(Exception e, CommandLine line, CommandLine.ParseResult parsed)
            throws Exception {
        if (e instanceof CairnException || e instanceof IllegalArgumentException) {
            line.getErr().println("cairn: " + e.getMessage());
            return e instanceof CairnException ? ExitCode.UNREACHABLE : ExitCode.USAGE;
        }
        throw e;
    }

    private static int misused(ParameterException e, String[] arguments) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        e.getCommandLine().getErr().println(name + ": " + e.getMessage());
        return ExitCode.USAGE;
    }
}
