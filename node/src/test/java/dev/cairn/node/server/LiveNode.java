package dev.cairn.node.server;

import dev.cairn.node.Node;
import dev.cairn.node.config.ConfigSources;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** A node of a test's own, on any free port, with a directory of its own. */
final class LiveNode implements AutoCloseable {

    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final Node node;

    private LiveNode(Node node) {
        this.node = node;
    }

    static LiveNode start(String... settings) throws Exception {
        Path target = Files.createDirectories(Path.of("target", "nodes"));
        var flags = new ArrayList<>(List.of("--port", "0", "--bind", "127.0.0.1"));
        flags.addAll(List.of("--dir", Files.createTempDirectory(target, "node").toString()));
        flags.addAll(List.of(settings));
        return new LiveNode(Node.start(ConfigSources.read(flags, Map.of())));
    }

    int port() {
        return node.port();
    }

    Talk talk() throws IOException {
        return Talk.to(port());
    }

    /** A figure of INFO, as a client with nothing to hide sees it. */
    static long figure(Talk talk, String name) throws IOException {
        return talk.ask("INFO everything")
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    /** Asks again and again until the answer is yes. */
    static void until(Callable<Boolean> isSo) throws Exception {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!isSo.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it has not come about");
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        node.close();
    }
}
