package dev.cairn.client.cli.grid;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The processes of a local grid: starts them by the launcher, awaits them, and ends them. */
final class LocalGrid {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration LAST_WORDS = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 100;
    private static final int LOG_LINES = 5;

    private LocalGrid() {}

    /**
     * Starts the nodes of the plan that are not alive, and records all; when one of them cannot be,
     * ends the others that it has started.
     */
    static List<RunningNode> start(GridPlan plan, List<RunningNode> alive, Path launcher)
            throws GridRefused {
        var started = new ArrayList<RunningNode>();
        try {
            for (var seat : plan.without(alive)) {
                started.add(start(seat, launcher));
            }
            var all =
                    Stream.concat(alive.stream(), started.stream())
                            .sorted(Comparator.comparingInt(node -> node.seat().port()))
                            .toList();
            GridRecord.write(plan.directory(), all);
            return all;
        } catch (IOException e) {
            end(started);
            throw new GridRefused("The nodes cannot be started: " + e.getMessage() + ".");
        }
    }

    private static RunningNode start(Seat seat, Path launcher) throws IOException {
        var command = new ArrayList<String>();
        if (isOnPath("setsid")) {
            // In a session of its own, so that Ctrl-C in the terminal reaches only "cairn up".
            command.add("setsid");
        }
        command.addAll(List.of(launcher.toString(), "node", seat.configFile().toString()));
        var process =
                new ProcessBuilder(command)
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(seat.logFile().toFile()))
                        .start();
        return RunningNode.of(seat, process.toHandle());
    }

    /** Waits until every node answers and every slot is served. */
    static void awaitWhole(List<RunningNode> nodes) throws GridRefused, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!GridStatus.of(nodes).isWhole()) {
            for (var node : nodes) {
                if (!node.isAlive()) {
                    throw new GridRefused(
                            "The node at " + node.seat().address() + " has ended:" + tail(node));
                }
            }
            if (System.nanoTime() > deadline) {
                throw new GridRefused(
                        "The grid is not ready after "
                                + PATIENCE.toSeconds()
                                + " s; see "
                                + nodes.get(0).seat().logFile()
                                + ".");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /**
     * Ends the grid that is recorded, with what is started in it meanwhile, and removes the record;
     * returns the nodes.
     */
    static List<RunningNode> end(Path directory) throws GridRefused, IOException {
        List<RunningNode> ended = List.of();
        var recorded = GridRecord.read(directory);
        while (!ended.containsAll(recorded)) {
            end(recorded);
            ended = recorded;
            recorded = GridRecord.read(directory);
        }
        GridRecord.delete(directory);
        return ended;
    }

    /** Asks all nodes to stop, waits for them, and kills what has not ended by then. */
    static void end(List<RunningNode> nodes) {
        nodes.forEach(node -> node.process().ifPresent(ProcessHandle::destroy));
        long deadline = System.nanoTime() + LAST_WORDS.toNanos();
        try {
            while (nodes.stream().anyMatch(RunningNode::isAlive)
                    && System.nanoTime() - deadline < 0) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        nodes.forEach(node -> node.process().ifPresent(ProcessHandle::destroyForcibly));
    }

    private static String tail(RunningNode node) {
        try {
            var lines = Files.readAllLines(node.seat().logFile());
            var last = lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size());
            return "\n  " + String.join("\n  ", last);
        } catch (IOException e) {
            return " its log cannot be read.";
        }
    }

    private static boolean isOnPath(String program) {
        var path = System.getenv().getOrDefault("PATH", "");
        for (var directory : path.split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }
}
