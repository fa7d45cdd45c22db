package dev.cairn.node;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own, which ends with the test. */
final class NodeProcess implements AutoCloseable {

    private static final String READY = "Ready to accept connections on port ";
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final BufferedReader out;

    private NodeProcess(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    static NodeProcess start(String... settings) throws IOException {
        return new NodeProcess(new ProcessBuilder(command(settings)).start());
    }

    private static List<String> command(String... settings) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-Xmx128m", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(List.of("-XX:+UseCompactObjectHeaders"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(NodeMain.class.getName(), "--bind", "127.0.0.1"));
        command.addAll(List.of(settings));
        return command;
    }

    /** The port that it listens on, as soon as it does. */
    int awaitPort() throws IOException {
        for (String line; (line = out.readLine()) != null; ) {
            if (line.startsWith(READY)) {
                return Integer.parseInt(line.substring(READY.length()));
            }
        }
        throw new AssertionError("it has ended: " + lastWords());
    }

    /** The bulk string that a node replies to a line. */
    static String ask(Wire wire, String line) throws IOException {
        wire.send(line + "\r\n");
        String head = "";
        while (!head.endsWith("\r\n")) {
            String next = wire.read(1);
            if (next.isEmpty()) {
                throw new EOFException("after " + head);
            }
            head += next;
        }
        return wire.read(Integer.parseInt(head.substring(1).strip()) + 2);
    }

    /** From now on it may have so many more files open than it has; a tool of Linux does it. */
    void limitFiles(int more) throws IOException, InterruptedException {
        Path open = Path.of("/proc", Long.toString(process.pid()), "fd");
        Path prlimit = Path.of("/usr/bin/prlimit");
        assumeTrue(Files.isExecutable(prlimit), "there is no prlimit on this machine");
        long most;
        try (var files = Files.list(open)) {
            most = files.count() + more;
        }
        String pid = "--pid=" + process.pid();
        var limit = new ProcessBuilder(prlimit.toString(), pid, "--nofile=" + most + ":" + most);
        if (limit.inheritIO().start().waitFor() != 0) {
            throw new IOException("prlimit has failed");
        }
    }

    /** The status that it ends with. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it has not ended");
        }
        return process.exitValue();
    }

    /** What it says on the standard error until its end. */
    String lastWords() throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        out.close();
    }
}
