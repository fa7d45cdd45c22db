package dev.cairn.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Docker's command line, with whichever kind of compose is installed. */
final class Docker {
    private static final int MISSING = 127;
    private static final long MOST_MINUTES = 8;

    private Docker() {}

    /** How a command ended, and what it wrote. */
    record Run(int status, String output) {
        boolean succeeded() {
            return status == 0;
        }

        /** The last line that it wrote, where the reason stands. */
        String lastLine() {
            return output.strip().lines().reduce("", (before, line) -> line);
        }
    }

    /** How compose is called here, nothing if it is not there. */
    static List<String> compose() throws IOException, InterruptedException {
        for (var command : List.of(List.of("docker", "compose"), List.of("docker-compose"))) {
            if (run(command, "version").succeeded()) {
                return command;
            }
        }
        return List.of();
    }

    /** Whether an image is here, or can be had from where images come from. */
    static boolean hasImage(String image) throws IOException, InterruptedException {
        return run(List.of("docker", "image", "inspect"), image).succeeded()
                || run(List.of("docker", "pull"), image).succeeded();
    }

    /** Runs a command to its end. */
    static Run run(List<String> command, String... more) throws IOException, InterruptedException {
        return run(Map.of(), command, more);
    }

    /** Runs a command to its end, with these variables besides those of this process. */
    static Run run(Map<String, String> variables, List<String> command, String... more)
            throws IOException, InterruptedException {
        var words = new ArrayList<>(command);
        words.addAll(List.of(more));
        Path output = Files.createTempFile("cairn-docker-", ".log");
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.redirectOutput(output.toFile()).environment().putAll(variables);
        try {
            int status = end(builder);
            return new Run(status, Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }

    private static int end(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process;
        try {
            process = builder.start();
        } catch (IOException notInstalled) {
            return MISSING;
        }
        if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(builder.command() + " does not end");
        }
        return process.exitValue();
    }
}
