package dev.cairn.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A server to be measured: its name in the tables and the command that runs it in the foreground.
 */
record Contender(String name, List<String> command) {

    /** The reference: in memory only, as Cairn's single node is measured. */
    static Contender redis(String binary, int port) {
        return new Contender(
                "redis-server",
                List.of(
                        binary,
                        "--port",
                        String.valueOf(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no"));
    }

    /** One node of this tree, started by its own launcher with an empty directory. */
    static Contender cairn(Path launcher, int port, Path directory, List<String> settings) {
        var command =
                new ArrayList<String>(
                        List.of(
                                launcher.toString(),
                                "node",
                                "--port",
                                String.valueOf(port),
                                "--bind",
                                "127.0.0.1",
                                "--dir",
                                directory.toString()));
        command.addAll(settings);
        return new Contender("cairn", List.copyOf(command));
    }
}
