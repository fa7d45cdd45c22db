package dev.cairn.faults;

import dev.cairn.client.command.Hashes;
import dev.cairn.client.command.Strings;
import dev.cairn.node.NodeMain;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The JVM that runs a node. A node that is started once before all others leaves an archive of the
 * classes it has loaded, with which the others start in two thirds of the time. Only classes in
 * jars can be archived, so a build that makes none does without.
 */
public final class NodeJvm {
    private static final List<String> FLAGS =
            List.of(
                    "-XX:+UseCompactObjectHeaders",
                    "-XX:+UseSerialGC",
                    "-Xmx256m",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private NodeJvm() {}

    private static final class Made {
        static final List<String> COMMAND = make();
    }

    /** What a node's own arguments follow. */
    static List<String> command() {
        return Made.COMMAND;
    }

    /** The JVM's program. */
    static String binary() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static List<String> make() {
        String all = System.getProperty("java.class.path");
        if (!isPackaged()) {
            return command(all);
        }
        var path =
                Arrays.stream(all.split(File.pathSeparator))
                        .filter(entry -> entry.endsWith(".jar"))
                        .collect(Collectors.joining(File.pathSeparator));
        try {
            var archive = GridProcesses.scratch().resolve("node.jsa");
            learn(command(path, "-XX:ArchiveClassesAtExit=" + archive));
            return command(path, "-XX:SharedArchiveFile=" + archive);
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError("no node could be started", failed);
        }
    }

    /** Whether the jars in the tree are of this build: then its classes come from them. */
    public static boolean isPackaged() {
        var source = NodeMain.class.getProtectionDomain().getCodeSource().getLocation();
        return source.getPath().endsWith(".jar");
    }

    private static List<String> command(String classPath, String... more) {
        var command = new ArrayList<String>(List.of(binary()));
        command.addAll(FLAGS);
        command.addAll(List.of(more));
        command.addAll(List.of("-cp", classPath, NodeMain.class.getName()));
        return List.copyOf(command);
    }

    private static void learn(List<String> command) throws IOException, InterruptedException {
        try (var grid = GridProcesses.of(command, 1);
                var client = grid.connect()) {
            GridProcesses.awaitInSync(client);
            client.call(Strings.set("key", "value"));
            client.call(Strings.get("key"));
            client.call(Hashes.set("hash", Map.of("field", "value")));
            client.call(Hashes.all("hash"));
            grid.stop(0);
        }
    }
}
