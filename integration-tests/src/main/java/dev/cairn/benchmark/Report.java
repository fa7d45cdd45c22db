package dev.cairn.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The table of a run: per figure the medians of both servers and the median of the ratios of pairs.
 */
final class Report {
    /** The paired measurements of one figure, in the order of their rounds. */
    private record Pairs(List<Double> ours, List<Double> theirs) {}

    private final Map<String, Pairs> figures = new LinkedHashMap<>();
    private final String flags;

    Report(int rounds, long requests, int connections) {
        flags =
                ("%d rounds with fresh processes; %d requests (four times as many when"
                                + " pipelined) in %d slices by turns, after half as many (twice as"
                                + " many when pipelined) to warm up, %d connections")
                        .formatted(rounds, requests, Bench.SLICES, connections);
    }

    void add(String figure, double ours, double theirs) {
        var pairs =
                figures.computeIfAbsent(
                        figure, f -> new Pairs(new ArrayList<>(), new ArrayList<>()));
        pairs.ours().add(ours);
        pairs.theirs().add(theirs);
    }

    String toMarkdown() throws IOException {
        var text = new StringBuilder("# One node beside redis-server\n\n");
        text.append("Machine: ").append(machine()).append("\n\n");
        text.append("Run: ").append(flags).append("\n\n");
        text.append(
                "Servers: `./cairn node` and `redis-server --save \"\" --appendonly no`, each with"
                    + " its defaults and alone with `redis-benchmark`, the other one idle; values"
                    + " and keys of 16 bytes, keys at random out of a million.\n\n");
        text.append(
                "| figure | cairn | redis-server | ratio | least to most |\n"
                        + "|---|---|---|---|---|\n");
        figures.forEach((figure, pairs) -> text.append(row(figure, pairs)));
        return text.toString();
    }

    private static String row(String figure, Pairs pairs) {
        var ratio = Median.ofRatios(pairs.ours(), pairs.theirs());
        return String.format(
                Locale.ROOT,
                "| %s | %,.2f | %,.2f | %.2f | %.2f to %.2f |%n",
                figure,
                Median.of(pairs.ours()).value(),
                Median.of(pairs.theirs()).value(),
                ratio.value(),
                ratio.least(),
                ratio.most());
    }

    private static String machine() throws IOException {
        var cpuInfo = Path.of("/proc/cpuinfo");
        var model =
                Files.isReadable(cpuInfo)
                        ? Files.readString(cpuInfo)
                                .lines()
                                .filter(line -> line.startsWith("model name"))
                                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                                .findFirst()
                                .orElse("unknown processor")
                        : "unknown processor";
        return "%s, %d processors, Linux %s, Java %s"
                .formatted(
                        model,
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.version"),
                        System.getProperty("java.version"));
    }
}
