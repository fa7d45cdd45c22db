package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A redis-server of the machine, started for a test and stopped after it. */
public final class RealRedis implements AutoCloseable {

    private final Process process;
    private final Path directory;
    private final Address address;

    private RealRedis(Process process, Path directory, Address address) {
        this.process = process;
        this.directory = directory;
        this.address = address;
    }

    /** Starts one, or skips the test where none is installed. */
    public static RealRedis start(String... options) throws IOException {
        boolean installed = Files.isExecutable(Path.of("/usr/bin/redis-server"));
        if (!installed) {
            System.err.println(
                    "SKIPPED: no /usr/bin/redis-server: install redis-server to run this");
        }
        Assumptions.assumeTrue(installed, "no /usr/bin/redis-server");
        var address = new Address("127.0.0.1", freePort());
        Path directory = Files.createTempDirectory("cairn-client-test");
        var line = new ArrayList<String>();
        line.addAll(List.of("/usr/bin/redis-server", "--port", "" + address.port()));
        line.addAll(List.of("--save", "", "--dir", directory.toString(), "--bind", "127.0.0.1"));
        line.addAll(List.of(options));
        Process process =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("log").toFile())
                        .start();
        var redis = new RealRedis(process, directory, address);
        redis.awaitListening();
        return redis;
    }

    public Address address() {
        return address;
    }

    private void awaitListening() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (process.isAlive() && System.nanoTime() - deadline < 0) {
            try (var socket = new Socket(address.host(), address.port())) {
                assertThat(socket.isConnected()).isTrue();
                return;
            } catch (IOException notYet) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
        throw new IllegalStateException("redis-server did not start: see " + directory);
    }

    static int freePort() throws IOException {
        // The bus port of a cluster, 10,000 higher, must be a port too.
        while (true) {
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (socket.getLocalPort() < 55_000) {
                    return socket.getLocalPort();
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        process.onExit().join();
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
