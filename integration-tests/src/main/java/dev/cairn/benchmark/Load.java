package dev.cairn.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One load that redis-benchmark puts on a server. */
record Load(String test, int pipeline, int connections, long requests, int keySpace) {

    /**
     * What one run of a load showed: operations a second, and server processor time per operation.
     */
    record Figures(double operationsPerSecond, double cpuMicrosPerOperation) {}

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
        return new Figures(operationsPerSecond(output), cpu * 1e6 / requests);
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
