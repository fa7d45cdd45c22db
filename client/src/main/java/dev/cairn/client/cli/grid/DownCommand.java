package dev.cairn.client.cli.grid;

import picocli.CommandLine.Command;

import java.io.IOException;

/** {@code cairn down}: stops the local grid; its data stays where it is. */
@Command(name = "down", description = "Stops the grid that \"up\" has started; its data stays.")
public final class DownCommand extends GridCommand {
    @Override
    int run() throws GridRefused, IOException {
        recorded(); // refuses when there are none
        var nodes = LocalGrid.end(directory());
        out().println("Stopped " + nodes.size() + " nodes; their data stays in " + directory());
        return 0;
    }
}
