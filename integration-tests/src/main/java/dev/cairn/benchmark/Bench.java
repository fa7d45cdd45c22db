package dev.cairn.benchmark;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code ./cairn bench}: measures one node beside redis-server, alternately, in one run on one
 * machine, and prints medians and ratios as a Markdown report.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures one node beside redis-server on this machine.")
public final class Bench implements Callable<Integer> {
    private static final double MEBIBYTE = 1024.0 * 1024.0;

    /** An even number: each server is as often the first as the second. */
    static final int SLICES = 4;

    @Option(names = "--launcher", hidden = true, defaultValue = "./cairn")
    private Path launcher = Path.of("./cairn");

    @Option(
            names = "--redis",
            defaultValue = "redis-server",
            description = "The reference server (default: ${DEFAULT-VALUE}).")
    private String redis = "redis-server";

    @Option(
            names = "--rounds",
            defaultValue = "7",
            description = "Measurements of each, at least 1 (default: ${DEFAULT-VALUE}).")
    private int rounds = 7;

    @Option(
            names = "--requests",
            defaultValue = "300000",
            description = "Requests of one measurement (default: ${DEFAULT-VALUE}).")
    private long requests = 300_000;

    @Option(
            names = "--connections",
            defaultValue = "50",
            description = "Client connections (default: ${DEFAULT-VALUE}).")
    private int connections = 50;

    @Option(
            names = "--keys",
            defaultValue = "5000000",
            description = "Keys of the memory measurement, 0 for none (default: ${DEFAULT-VALUE}).")
    private int keys = 5_000_000;

    @Option(
            names = "--port",
            defaultValue = "7390",
            description = "First of five free ports (default: ${DEFAULT-VALUE}).")
    private int port = 7390;

    @Option(names = "--out", description = "Writes the report to this file too.")
    private @org.jspecify.annotations.Nullable Path out;

    /** Ends the process with 0 when the report is whole, 1 when something could not be measured. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var scratch = Files.createTempDirectory("cairn-bench");
        var report = new Report(rounds, requests, connections);
        var ours = Contender.cairn(launcher, port, scratch.resolve("node"), List.of());
        var theirs = Contender.redis(redis, port + 1);
        measureStart(ours, theirs, scratch, report);
        measureGrid(theirs, scratch, report);
        measureLoads(ours, theirs, scratch, report);
        if (keys > 0) {
            measureMemory(ours, theirs, scratch, report);
        }
        var text = report.toMarkdown();
        System.out.print(text);
        if (out != null) {
            Files.writeString(out, text);
        }
        return 0;
    }

    private void measureStart(Contender ours, Contender theirs, Path scratch, Report report)
            throws IOException {
        for (var round = 0; round < rounds; round++) {
            progress("start", round);
            try (var us = RunningServer.start(ours, port, scratch.resolve("cairn.log"));
                    var them =
                            RunningServer.start(theirs, port + 1, scratch.resolve("redis.log"))) {
                report.add(
                        "start to first PING, ms",
                        us.startToPingNanos() / 1e6,
                        them.startToPingNanos() / 1e6);
                report.add("idle resident memory, MiB", mebibytes(us), mebibytes(them));
            }
        }
    }

    /** A node of a grid beside a redis-server that is in none: both have nothing to do. */
    private void measureGrid(Contender theirs, Path scratch, Report report)
            throws IOException, InterruptedException {
        progress("idle grid", 0);
        try (var grid = IdleGrid.start(launcher, port + 2, scratch);
                var them = RunningServer.start(theirs, port + 1, scratch.resolve("redis.log"))) {
            report.add(
                    "idle resident memory of a voting node of three, MiB",
                    grid.mostResidentBytes() / MEBIBYTE,
                    mebibytes(them));
        }
    }

    /**
     * Each round has fresh processes, because two of the same program differ, and goes through all
     * loads, so that a slow minute of the machine falls on every figure alike.
     */
    private void measureLoads(Contender ours, Contender theirs, Path scratch, Report report)
            throws IOException, InterruptedException {
        for (var round = 0; round < rounds; round++) {
            try (var us = RunningServer.start(ours, port, scratch.resolve("cairn.log"));
                    var them =
                            RunningServer.start(theirs, port + 1, scratch.resolve("redis.log"))) {
                for (var load : loads()) {
                    progress("warming up with " + load.title(), round);
                    load.warmUp().run(us);
                    load.warmUp().run(them);
                }
                for (var load : loads()) {
                    progress(load.title(), round);
                    measure(load, round, us, them, report);
                }
            }
        }
    }

    /** The servers take turns with slices of the load, so that a slow second falls on both. */
    private static void measure(
            Load load, int round, RunningServer us, RunningServer them, Report report)
            throws IOException, InterruptedException {
        var slice = load.slice(SLICES);
        var ours = Load.Figures.NONE;
        var theirs = Load.Figures.NONE;
        for (var i = round; i < round + SLICES; i++) {
            if (i % 2 == 0) {
                ours = ours.plus(slice.run(us));
                theirs = theirs.plus(slice.run(them));
            } else {
                theirs = theirs.plus(slice.run(them));
                ours = ours.plus(slice.run(us));
            }
        }
        add(report, load, ours, theirs);
    }

    private static void add(Report report, Load load, Load.Figures ours, Load.Figures theirs) {
        report.add(
                load.title() + ", operations/s",
                ours.operationsPerSecond(),
                theirs.operationsPerSecond());
        report.add(
                load.title() + ", server CPU µs/operation",
                ours.cpuMicrosPerOperation(),
                theirs.cpuMicrosPerOperation());
    }

    private List<Load> loads() {
        var loads = new ArrayList<Load>();
        for (var pipeline : List.of(1, 16)) {
            for (var test : List.of("set", "get")) {
                loads.add(
                        new Load(
                                test,
                                pipeline,
                                connections,
                                requests * (pipeline > 1 ? 4 : 1),
                                1_000_000));
            }
        }
        return loads;
    }

    private void measureMemory(Contender ours, Contender theirs, Path scratch, Report report)
            throws IOException, InterruptedException {
        progress("memory of " + keys + " keys", 0);
        var fill = new Fill(keys);
        try (var us = RunningServer.start(ours, port, scratch.resolve("cairn.log"));
                var them = RunningServer.start(theirs, port + 1, scratch.resolve("redis.log"))) {
            report.add(
                    "resident bytes/key, " + keys + " keys of 16 + 16 B",
                    fill.residentBytesPerKey(us),
                    fill.residentBytesPerKey(them));
        }
    }

    private static double mebibytes(RunningServer server) {
        return server.residentBytes() / MEBIBYTE;
    }

    private void progress(String what, int round) {
        System.err.printf("%s: %d of %d%n", what, round + 1, rounds);
    }
}
