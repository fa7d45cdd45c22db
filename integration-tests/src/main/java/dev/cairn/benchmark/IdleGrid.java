package dev.cairn.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A grid of three nodes with nothing to do, all of them voters. */
final class IdleGrid implements AutoCloseable {
    private static final int NODES = 3;
    private static final int RPC_PORT_OFFSET = 10_000;
    private static final Duration FORMATION_LIMIT = Duration.ofSeconds(60);
    private static final Duration REST = Duration.ofSeconds(10);
    private static final String IN_SYNC = "cluster_slots_in_sync:16384";

    private final List<RunningServer> nodes;

    private IdleGrid(List<RunningServer> nodes) {
        this.nodes = nodes;
    }

    /** Starts a grid at this port and the ones after it; all copies are in sync when it returns. */
    static IdleGrid start(Path launcher, int port, Path scratch)
            throws IOException, InterruptedException {
        var initial =
                IntStream.range(0, NODES)
                        .mapToObj(i -> "127.0.0.1:" + (port + i + RPC_PORT_OFFSET))
                        .collect(Collectors.joining(","));
        var settings = List.of("--cluster-enabled", "yes", "--initial-nodes", initial);
        var grid = new IdleGrid(new ArrayList<>());
        try {
            for (int i = 0; i < NODES; i++) {
                var node =
                        Contender.cairn(launcher, port + i, scratch.resolve("grid-" + i), settings);
                grid.nodes.add(RunningServer.start(node, port + i, scratch.resolve("grid.log")));
            }
            grid.awaitInSync();
            return grid;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            grid.close();
            throw failed;
        }
    }

    /** Resident bytes of the node that has most. */
    long mostResidentBytes() {
        return nodes.stream().mapToLong(RunningServer::residentBytes).max().orElseThrow();
    }

    private void awaitInSync() throws IOException, InterruptedException {
        var deadline = System.nanoTime() + FORMATION_LIMIT.toNanos();
        while (!isInSync(nodes.getFirst().port())) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("the grid did not form in " + FORMATION_LIMIT);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        TimeUnit.SECONDS.sleep(REST.toSeconds());
    }

    private static boolean isInSync(int port) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write("CLUSTER INFO\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            var reply =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            return reply.lines().anyMatch(IN_SYNC::equals);
        }
    }

    @Override
    public void close() {
        nodes.forEach(RunningServer::close);
    }
}
