package dev.cairn.faults;

import dev.cairn.client.CairnClient;
import dev.cairn.client.command.Nodes;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A local grid of child processes, each a whole JVM; all of them end with the test, also when it
 * fails.
 */
public final class GridProcesses implements AutoCloseable {
    private static final int RPC_PORT_OFFSET = 10_000;

    private final List<String> jvm;
    private final Path scratch;
    private final int first;
    private final List<Integer> ports;
    private final List<String> settings;
    private final List<@Nullable Process> processes = new ArrayList<>();
    private final Thread lastResort = new Thread(this::destroyAll);

    private GridProcesses(
            List<String> jvm, Path scratch, List<Integer> ports, List<String> settings) {
        this.jvm = jvm;
        this.scratch = scratch;
        this.first = ports.size();
        this.ports = new ArrayList<>(ports);
        this.settings = settings;
        ports.forEach(_ -> processes.add(null));
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    /**
     * Starts {@code nodes} processes on free ports of the loopback address, with empty directories.
     */
    public static GridProcesses of(int nodes, String... settings) throws IOException {
        return of(NodeJvm.command(), nodes, settings);
    }

    /** The same, run by this command. */
    static GridProcesses of(List<String> jvm, int nodes, String... settings) throws IOException {
        var ports = freePorts(nodes, firstPort());
        var grid = new GridProcesses(jvm, scratch(), ports, List.of(settings));
        for (var node = 0; node < nodes; node++) {
            grid.start(node);
        }
        return grid;
    }

    /** Starts one more node, which is told of the same nodes as the first ones; its number. */
    public int add() throws IOException {
        ports.addAll(freePorts(1, ports.getLast() + 1));
        processes.add(null);
        start(ports.size() - 1);
        return ports.size() - 1;
    }

    /** Starts a node that has ended, on its old port and with its old directory. */
    public void start(int node) throws IOException {
        var port = ports.get(node);
        var command = new ArrayList<>(jvm);
        command.addAll(List.of("--cluster-enabled", "yes"));
        command.addAll(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1"));
        command.addAll(List.of("--http-port", "0", "--initial-nodes", initialNodes()));
        command.addAll(List.of("--dir", directory(node).toString()));
        command.addAll(settings);
        processes.set(
                node,
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log(node).toFile()))
                        .start());
    }

    /** Kills a node as a power failure of its process would: no handler runs. */
    public void kill(int node) throws InterruptedException {
        running(node).destroyForcibly().waitFor();
    }

    /** Takes all processor time from a node, which does not know it when it goes on. */
    public void freeze(int node) throws IOException, InterruptedException {
        signal("STOP", node);
    }

    /** A frozen node goes on. */
    public void thaw(int node) throws IOException, InterruptedException {
        signal("CONT", node);
    }

    private void signal(String name, int node) throws IOException, InterruptedException {
        var pid = String.valueOf(running(node).pid());
        int status = new ProcessBuilder("kill", "-" + name, pid).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IOException("node " + node + " cannot be sent " + name);
        }
    }

    /**
     * Asks a node to stop and waits until it has handed over and ended; returns its exit status.
     */
    public int stop(int node) throws InterruptedException {
        var process = running(node);
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("node " + node + " did not stop; its log is " + log(node));
        }
        return process.exitValue();
    }

    /** A client of the grid, as soon as there is one. */
    public CairnClient connect() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> CairnClient.connect("127.0.0.1:" + port(0)), _ -> true);
    }

    /** Waits until every copy of every shard is in sync. */
    public static void awaitInSync(CairnClient client) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(
                        () -> client.call(Nodes.clusterReport()),
                        report -> report.contains("cluster_slots_in_sync:16384"));
    }

    public int nodes() {
        return ports.size();
    }

    public int port(int node) {
        return ports.get(node);
    }

    /** Where a node keeps what must outlive its process. */
    public Path directory(int node) {
        return scratch.resolve("node-" + node);
    }

    public Path log(int node) {
        return scratch.resolve("node-" + node + ".log");
    }

    /** Ends all nodes; what they wrote stays where the build puts what it makes. */
    @Override
    public void close() {
        destroyAll();
        Runtime.getRuntime().removeShutdownHook(lastResort);
    }

    private void destroyAll() {
        for (var process : processes) {
            if (process != null) {
                process.destroyForcibly();
                process.onExit().join();
            }
        }
    }

    private Process running(int node) {
        var process = processes.get(node);
        if (process == null) {
            throw new IllegalStateException("node " + node + " was never started");
        }
        return process;
    }

    private String initialNodes() {
        return ports.stream()
                .limit(first)
                .map(port -> "127.0.0.1:" + (port + RPC_PORT_OFFSET))
                .collect(Collectors.joining(","));
    }

    /** A new directory below the one where the build puts what it makes. */
    static Path scratch() throws IOException {
        var target = Files.createDirectories(Path.of("target", "grids"));
        return Files.createTempDirectory(target, "grid").toAbsolutePath();
    }

    /** Below the range that the kernel hands out, and another one for each build. */
    private static int firstPort() {
        return 21_000 + (int) (ProcessHandle.current().pid() % 500) * 10;
    }

    /** Ports that are free together with their RPC ports. */
    private static List<Integer> freePorts(int count, int from) {
        return IntStream.iterate(from, port -> port + 1)
                .filter(port -> isFree(port) && isFree(port + RPC_PORT_OFFSET))
                .limit(count)
                .boxed()
                .toList();
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
