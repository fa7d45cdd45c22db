package dev.cairn.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A contender's process, from its start to its end by process id. */
final class RunningServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final long CLOCK_TICKS_PER_SECOND = 100;

    private final Process process;
    private final int port;
    private final long startToPingNanos;

    private RunningServer(Process process, int port, long startToPingNanos) {
        this.process = process;
        this.port = port;
        this.startToPingNanos = startToPingNanos;
    }

    /** Starts the contender and returns once it has answered its first PING. */
    static RunningServer start(Contender contender, int port, Path log) throws IOException {
        var begun = System.nanoTime();
        var process =
                new ProcessBuilder(contender.command())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy)); // also of a broken run
        while (!answersPing(port)) {
            var waited = System.nanoTime() - begun;
            if (!process.isAlive() || waited > START_LIMIT.toNanos()) {
                process.destroyForcibly();
                throw new IOException(contender.name() + " did not start; its output is in " + log);
            }
            pauseOneMilli();
        }
        return new RunningServer(process, port, System.nanoTime() - begun);
    }

    int port() {
        return port;
    }

    /** Nanoseconds from the start of the process to its first answered PING. */
    long startToPingNanos() {
        return startToPingNanos;
    }

    /** Seconds of processor time, user and system, that the process has used so far. */
    double cpuSeconds() {
        var stat = readProc("stat");
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12]))
                / (double) CLOCK_TICKS_PER_SECOND;
    }

    /** Resident bytes of the process now. */
    long residentBytes() {
        return readProc("status")
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String readProc(String file) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(process.pid()), file));
        } catch (IOException e) {
            throw new UncheckedIOException("the server has ended", e);
        }
    }

    private static boolean answersPing(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
            socket.setSoTimeout(1_000);
            socket.getOutputStream()
                    .write("PING\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            var reply = socket.getInputStream().readNBytes(7);
            return reply.length == 7 && reply[0] == '+';
        } catch (IOException e) {
            return false;
        }
    }

    private static void pauseOneMilli() {
        try {
            TimeUnit.MILLISECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
