package dev.cairn.client.cli.grid;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
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

    /** The nodes of the grid that this command has begun, as they were recorded last. */
    private volatile List<RunningNode> own = List.of();

    @Override
    int run() throws GridRefused, IOException, InterruptedException {
        var plan = GridPlan.of(directory(), port, nodes);
        var recorded = listed();
        return recorded.stream().anyMatch(RunningNode::isAlive)
                ? mend(plan, recorded)
                : begin(plan);
    }

    private int begin(GridPlan plan) throws GridRefused, IOException, InterruptedException {
        GridPlan.check(plan.seats());
        plan.prepare(plan.seats());
        own = start(plan, List.of());
        var farewell = new Thread(this::end);
        Runtime.getRuntime().addShutdownHook(farewell);
        try {
            LocalGrid.awaitWhole(own);
        } catch (GridRefused e) {
            Runtime.getRuntime().removeShutdownHook(farewell);
            end();
            throw e;
        }
        introduce(own);
        out().println("Connect:  redis-cli -c -p " + port + "   or   ./cairn cli -p " + port);
        out().println("Stop:     " + (detached ? "./cairn down" + elsewhere() : "Ctrl-C"));
        out().flush();
        if (detached) {
            Runtime.getRuntime().removeShutdownHook(farewell);
            return 0;
        }
        return watch();
    }

    /** Starts what has ended of a grid that runs; it stays with whoever has begun it. */
    private int mend(GridPlan plan, List<RunningNode> recorded)
            throws GridRefused, InterruptedException {
        var alive = recorded.stream().filter(RunningNode::isAlive).toList();
        var missing = plan.without(alive);
        boolean isSameGrid = recorded.stream().map(RunningNode::seat).toList().equals(plan.seats());
        if (missing.isEmpty() || !isSameGrid) {
            throw new GridRefused(
                    "A grid runs in " + directory() + " already; see cairn status, cairn down.");
        }
        GridPlan.check(missing);
        plan.prepare(missing.stream().filter(seat -> !Files.exists(seat.configFile())).toList());
        var running = start(plan, alive);
        LocalGrid.awaitWhole(running);
        introduce(running.stream().filter(node -> missing.contains(node.seat())).toList());
        return 0;
    }

    private List<RunningNode> start(GridPlan plan, List<RunningNode> alive) throws GridRefused {
        int missing = plan.seats().size() - alive.size();
        out().println("Starting " + missing + (missing == 1 ? " node" : " nodes") + " ...");
        out().flush();
        return LocalGrid.start(plan, alive, launcher);
    }

    private void introduce(List<RunningNode> running) {
        for (var node : running) {
            var seat = node.seat();
            out().printf(
                            "  %s  pid %d, health and metrics on http://%s:%d, log %s%n",
                            seat.address(), node.pid(), Seat.HOST, seat.httpPort(), seat.logFile());
        }
        out().flush();
    }

    /** What to add to a command so that it finds this grid. */
    private String elsewhere() {
        return isUsual() ? "" : " --dir " + directory();
    }

    /** Shows the state of the grid until it is taken down; a terminal sees one line change. */
    private int watch() throws GridRefused, InterruptedException {
        var terminal = Boolean.getBoolean("cairn.terminal");
        var shown = "";
        for (var nodes = listed(); isOwn(nodes); nodes = listed()) {
            own = nodes;
            var line = GridStatus.of(nodes).line();
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

    /** Whether these are what has become of the grid that was begun here, and no later one. */
    private boolean isOwn(List<RunningNode> recorded) {
        return !Collections.disjoint(recorded, own);
    }

    private void end() {
        out().println(System.lineSeparator() + "Stopping ...");
        out().flush();
        try {
            if (isOwn(listed())) {
                LocalGrid.end(directory());
            }
        } catch (GridRefused | IOException e) {
            out().println(e.getMessage());
        }
        LocalGrid.end(own); // also when the record is lost
        out().flush();
    }
}
