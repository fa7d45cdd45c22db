package dev.cairn.conformance;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A redis-server of this machine, on a free port with an empty directory of its own. */
final class ReferenceServer implements AutoCloseable {

    private static final int ATTEMPTS = 200;

    private final Process process;
    private final Path directory;
    private final int port;

    private ReferenceServer(Process process, Path directory, int port) {
        this.process = process;
        this.directory = directory;
        this.port = port;
    }

    /** A running server, or null if the machine has none. */
    static @Nullable ReferenceServer start(String... settings) throws IOException {
        Path directory = Files.createTempDirectory("cairn-reference-");
        int port = freePort();
        var builder =
                new ProcessBuilder(
                        "redis-server",
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--enable-debug-command",
                        "yes",
                        "--dir",
                        directory.toString());
        builder.command().addAll(List.of(settings));
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        try {
            var server = new ReferenceServer(builder.start(), directory, port);
            server.awaitPort();
            return server;
        } catch (IOException notInstalled) {
            Files.delete(directory);
            return null;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private void awaitPort() throws IOException {
        for (int i = 0; i < ATTEMPTS && process.isAlive(); i++) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(25));
            }
        }
        process.destroyForcibly();
        throw new IOException("redis-server does not answer on port " + port);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
