package dev.cairn.client.cli.grid;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** What the commands about a local grid share: its directory, and a refusal as one sentence. */
abstract class GridCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--help", usageHelp = true, description = "Shows this help.")
    private boolean helpRequested;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "${sys:cairn.grid:-.cairn}",
            description = "Directory of the grid (default: ${DEFAULT-VALUE}).")
    private Path directory = Path.of(".cairn");

    @Override
    public final Integer call() throws IOException, InterruptedException {
        try {
            return run();
        } catch (GridRefused e) {
            spec.commandLine().getErr().println("cairn: " + e.getMessage());
            return 1;
        }
    }

    abstract int run() throws GridRefused, IOException, InterruptedException;

    final boolean isHelpRequested() {
        return helpRequested;
    }

    /** Whether the grid is where it is looked for by default. */
    final boolean isUsual() {
        return directory()
                .equals(
                        Path.of(System.getProperty("cairn.grid", ".cairn"))
                                .toAbsolutePath()
                                .normalize());
    }

    final Path directory() {
        return directory.toAbsolutePath().normalize();
    }

    /** The nodes that were started here and not taken down; empty when there are none. */
    final List<RunningNode> listed() throws GridRefused {
        return GridRecord.read(directory());
    }

    /** The same; refuses when there are none. */
    final List<RunningNode> recorded() throws GridRefused {
        var nodes = listed();
        if (nodes.isEmpty()) {
            throw new GridRefused("No grid runs in " + directory() + "; start one: ./cairn up.");
        }
        return nodes;
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
