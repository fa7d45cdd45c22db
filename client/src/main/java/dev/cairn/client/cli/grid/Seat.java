package dev.cairn.client.cli.grid;

import java.nio.file.Path;

/** The place of one node in a local grid: its ports on the loopback address and its directory. */
record Seat(int port, Path directory) {
    static final String HOST = "127.0.0.1";

    private static final int RPC_OFFSET = 10_000;
    private static final int HTTP_OFFSET = 20_000;

    /** The highest port that leaves room for the other two. */
    static final int MOST_PORT = 65_535 - HTTP_OFFSET;

    int rpcPort() {
        return port + RPC_OFFSET;
    }

    int httpPort() {
        return port + HTTP_OFFSET;
    }

    String address() {
        return HOST + ":" + port;
    }

    Path configFile() {
        return directory.resolve("cairn.conf");
    }

    Path logFile() {
        return directory.resolve("node.log");
    }
}
