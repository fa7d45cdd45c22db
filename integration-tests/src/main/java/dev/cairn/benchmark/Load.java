package dev.cairn.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One load that redis-benchmark puts on a server. */
record Load(String test, int pipeline, int connections, long requests, int keySpace) {

    /** What a load showed: requests served, in how long, with how much of the server's time. */
    record Figures(long requests, double seconds, double cpuSeconds) {
        static final Figures NONE = new Figures(0, 0, 0);

        Figures plus(Figures more) {
            return new Figures(
                    requests + more.requests, seconds + more.seconds, cpuSeconds + more.cpuSeconds);
        }

        double operationsPerSecond() {
            return requests / seconds;
        }

        double cpuMicrosPerOperation() {
            return cpuSeconds * 1e6 / requests;
        }
    }

    /**
     * The same before it counts, until a JVM has compiled all that is hot: some 5 seconds of it.
     */
    Load warmUp() {
        return of(pipeline > 1 ? 2 * requests : requests / 2);
    }

    /** One of so many parts, for measurements that take turns. */
    Load slice(int parts) {
        return of(requests / parts);
    }

    private Load of(long count) {
        return new Load(test, pipeline, connections, Math.max(1, count), keySpace);
    }

    String title() {
        return test.toUpperCase(java.util.Locale.ROOT) + ", pipeline " + pipeline;
    }

    Figures run(RunningServer server) throws IOException, InterruptedException {
        var before = server.cpuSeconds();
        var process = new ProcessBuilder(command(server.port())).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("redis-benchmark failed: " + output.strip());
        }
        var cpu = server.cpuSeconds() - before;
        return new Figures(requests, requests / operationsPerSecond(output), cpu);
    }

    private List<String> command(int port) {
        var command = new ArrayList<String>(List.of("redis-benchmark", "-p", String.valueOf(port)));
        command.addAll(List.of("-t", test, "-c", String.valueOf(connections)));
        command.addAll(List.of("-n", String.valueOf(requests), "-P", String.valueOf(pipeline)));
        command.addAll(List.of("-r", String.valueOf(keySpace), "-d", "16", "--csv"));
        return command;
    }

    /** The line reads {@code "SET","123456.78","0.123",...}. */
    private static double operationsPerSecond(String csv) throws IOException {
        var row =
                csv.lines()
                        .filter(line -> line.startsWith("\"") && !line.startsWith("\"test\""))
                        .findFirst()
                        .orElseThrow(
                                () -> new IOException("redis-benchmark printed no row: " + csv));
        return Double.parseDouble(row.split(",", -1)[1].replace("\"", ""));
    }
}
