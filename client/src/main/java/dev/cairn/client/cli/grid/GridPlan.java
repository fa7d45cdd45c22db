package dev.cairn.client.cli.grid;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a local grid shall be: its nodes and the directory that holds them all. */
record GridPlan(Path directory, List<Seat> seats) {
    static final int MOST_NODES = 32;

    static GridPlan of(Path directory, int firstPort, int nodes) throws GridRefused {
        if (nodes < 1 || nodes > MOST_NODES) {
            throw new GridRefused("--nodes must be between 1 and " + MOST_NODES + ".");
        }
        if (firstPort < 1 || firstPort + nodes - 1 > Seat.MOST_PORT) {
            throw new GridRefused(
                    "--port must be between 1 and " + (Seat.MOST_PORT - nodes + 1) + ".");
        }
        var root = directory.toAbsolutePath().normalize();
        var seats =
                IntStream.range(firstPort, firstPort + nodes)
                        .mapToObj(port -> new Seat(port, root.resolve(String.valueOf(port))))
                        .toList();
        return new GridPlan(root, seats);
    }

    /** The places that none of these nodes has. */
    List<Seat> without(List<RunningNode> nodes) {
        var taken = nodes.stream().map(RunningNode::seat).toList();
        return seats.stream().filter(seat -> !taken.contains(seat)).toList();
    }

    /** Refuses when a port is taken. */
    static void check(List<Seat> which) throws GridRefused {
        for (var seat : which) {
            for (int port : new int[] {seat.port(), seat.rpcPort(), seat.httpPort()}) {
                if (!isFree(port)) {
                    throw new GridRefused(
                            "Port " + port + " is in use; choose other ports with --port.");
                }
            }
        }
    }

    /** Makes the directories of these nodes and writes the settings of each. */
    void prepare(List<Seat> which) throws GridRefused {
        try {
            for (var seat : which) {
                Files.createDirectories(seat.directory());
                Files.writeString(seat.configFile(), configOf(seat));
            }
        } catch (IOException e) {
            throw new GridRefused("The directory " + directory + " cannot be written.");
        }
    }

    private String configOf(Seat seat) {
        var peers =
                seats.stream()
                        .map(peer -> Seat.HOST + ":" + peer.rpcPort())
                        .collect(Collectors.joining(" "));
        return """
        # Written by "cairn up"; "cairn node" with this file starts the node again.
        port %d
        rpc-port %d
        http-port %d
        bind %s
        cluster-announce-ip %s
        dir "%s"
        cluster-enabled yes
        initial-nodes %s
        """
                .formatted(
                        seat.port(),
                        seat.rpcPort(),
                        seat.httpPort(),
                        Seat.HOST,
                        Seat.HOST,
                        quoted(seat.directory()),
                        peers);
    }

    private static String quoted(Path path) {
        return path.toString().replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(Seat.HOST), port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
