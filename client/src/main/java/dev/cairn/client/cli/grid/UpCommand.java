package dev.cairn.client.cli.grid;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code cairn up}: starts a local grid and stays with it until Ctrl-C, or leaves it running. */
@Command(name = "up", description = "Starts a grid of several nodes on this machine.")
public final class UpCommand extends GridCommand {
    private static final long STATUS_EVERY_MILLIS = 1_000;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many nodes (default: ${DEFAULT-VALUE}).")
    private int nodes = 3;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "6379",
            description = "Port of the first node; the others follow (default: ${DEFAULT-VALUE}).")
    private int port = 6379;

    @Option(
            names = {"-d", "--detach"},
            description = "Leaves the grid running and returns.")
    private boolean detached;

    @Option(names = "--launcher", hidden = true, defaultValue = "${sys:cairn.launcher:-./cairn}")
    private Path launcher = Path.of("cairn");

    @Override
    int run() throws GridRefused, IOException, InterruptedException {
        var plan = GridPlan.of(directory(), port, nodes);
        if (GridRecord.read(directory()).stream().anyMatch(RunningNode::isAlive)) {
            throw new GridRefused(
                    "A grid runs in " + directory() + " already; see cairn status, cairn down.");
        }
        plan.check();
        plan.prepare();
        out().println("Starting " + nodes + (nodes == 1 ? " node" : " nodes") + " ...");
        out().flush();
        var running = LocalGrid.start(plan, launcher);
        var farewell = new Thread(() -> end(running));
        Runtime.getRuntime().addShutdownHook(farewell);
        try {
            LocalGrid.awaitWhole(running);
        } catch (GridRefused e) {
            Runtime.getRuntime().removeShutdownHook(farewell);
            end(running);
            throw e;
        }
        introduce(running);
        if (detached) {
            Runtime.getRuntime().removeShutdownHook(farewell);
            return 0;
        }
        return watch(running);
    }

    private void introduce(List<RunningNode> running) {
        for (var node : running) {
            var seat = node.seat();
            out().printf(
                            "  %s  pid %d, health and metrics on http://%s:%d, log %s%n",
                            seat.address(), node.pid(), Seat.HOST, seat.httpPort(), seat.logFile());
        }
        out().println("Connect:  redis-cli -c -p " + port + "   or   ./cairn cli -p " + port);
        out().println("Stop:     " + (detached ? "./cairn down" + elsewhere() : "Ctrl-C"));
        out().flush();
    }

    /** What to add to a command so that it finds this grid. */
    private String elsewhere() {
        return isUsual() ? "" : " --dir " + directory();
    }

    /** Shows the state of the grid until it is taken down; a terminal sees one line change. */
    private int watch(List<RunningNode> running) throws GridRefused, InterruptedException {
        var terminal = Boolean.getBoolean("cairn.terminal");
        var shown = "";
        while (!GridRecord.read(directory()).isEmpty()) {
            var line = GridStatus.of(running).line();
            if (!line.equals(shown)) {
                out().print(terminal ? "\r" + line + "\u001b[K" : line + System.lineSeparator());
                out().flush();
                shown = line;
            }
            TimeUnit.MILLISECONDS.sleep(STATUS_EVERY_MILLIS);
        }
        out().println(terminal ? System.lineSeparator() + "Stopped." : "Stopped.");
        return 0;
    }

    private void end(List<RunningNode> running) {
        out().println(System.lineSeparator() + "Stopping ...");
        out().flush();
        LocalGrid.end(running);
        try {
            GridRecord.delete(directory());
        } catch (IOException e) {
            out().println("The record in " + directory() + " cannot be removed.");
        }
        out().flush();
    }
}
