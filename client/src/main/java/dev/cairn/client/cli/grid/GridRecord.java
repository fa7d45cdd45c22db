package dev.cairn.client.cli.grid;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** The file in a grid's directory that says which processes are its nodes. */
final class GridRecord {
    private static final String FILE = "grid";

    private GridRecord() {}

    static void write(Path directory, List<RunningNode> nodes) throws IOException {
        var lines = new ArrayList<String>();
        for (var node : nodes) {
            lines.add(node.seat().port() + " " + node.pid() + " " + node.startedAtMillis());
        }
        // In one step: "up" reads it every second, and takes an empty one for the grid's end.
        var written = Files.write(directory.resolve(FILE + ".new"), lines);
        Files.move(written, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The nodes that were started and not yet taken down; empty when there is no record. */
    static List<RunningNode> read(Path directory) throws GridRefused {
        var file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return List.of();
        }
        var nodes = new ArrayList<RunningNode>();
        try {
            for (var line : Files.readAllLines(file)) {
                var words = line.split(" ");
                var seat = new Seat(Integer.parseInt(words[0]), directory.resolve(words[0]));
                nodes.add(
                        new RunningNode(seat, Long.parseLong(words[1]), Long.parseLong(words[2])));
            }
        } catch (IOException | RuntimeException e) {
            throw new GridRefused("The file " + file + " cannot be read; remove it.");
        }
        return nodes;
    }

    static void delete(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve(FILE));
    }
}
