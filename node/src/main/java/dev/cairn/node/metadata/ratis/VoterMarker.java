package dev.cairn.node.metadata.ratis;

import dev.cairn.node.metadata.DurableFile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A file beside the engine's directory that says there was a log. A voter whose log has vanished
 * must not vote again under its old name, because it has forgotten whom it voted for.
 */
final class VoterMarker {
    private final Path directory;
    private final Path marker;

    VoterMarker(Path directory) {
        this.directory = directory;
        this.marker = directory.resolveSibling(directory.getFileName() + ".voter");
    }

    boolean exists() {
        return Files.exists(marker);
    }

    /** Refuses to go on when there was a log of this grid and it has vanished. */
    void check(String clusterId) throws IOException {
        if (!exists()) {
            return;
        }
        String of = Files.readString(marker).strip();
        if (!of.equals(clusterId)) {
            throw new IOException("metadata in " + directory + " belongs to grid " + of);
        }
        if (isEmpty()) {
            throw new IOException(
                    "the metadata log in "
                            + directory
                            + " has vanished; a voter without memory must join as a new node");
        }
    }

    /** Remembers that there is a log now. */
    void leave(String clusterId) throws IOException {
        if (exists()) {
            return;
        }
        DurableFile.write(marker, (clusterId + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private boolean isEmpty() throws IOException {
        if (!Files.isDirectory(directory)) {
            return true;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }
}
