package dev.cairn.client.cli.grid;

import picocli.CommandLine.Command;

import java.io.IOException;

/**
 * {@code cairn status}: how the local grid is, a line for each node; fails when it is not whole.
 */
@Command(name = "status", description = "Reports on the grid that \"up\" has started.")
public final class StatusCommand extends GridCommand {
    @Override
    int run() throws GridRefused, IOException {
        var status = GridStatus.of(recorded());
        out().println(status.line());
        status.table().forEach(out()::println);
        return status.isWhole() ? 0 : 1;
    }
}
