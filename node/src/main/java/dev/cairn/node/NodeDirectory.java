package dev.cairn.node;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The directory of everything that a node keeps, held so that no other node uses it at the same
 * time. The hold ends with {@link #close} or with the process, whatever ends it.
 */
final class NodeDirectory implements AutoCloseable {

    private static final String LOCK = "cairn.lock";

    private final Path path;
    private final FileChannel lock;

    private NodeDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes the directory if there is none, and holds it.
     *
     * @throws IOException saying in a sentence why the node cannot have it
     */
    static NodeDirectory hold(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute);
            return new NodeDirectory(absolute, locked(absolute));
        } catch (FileSystemException unusable) {
            throw new IOException("the directory " + absolute + " cannot be written", unusable);
        }
    }

    private static FileChannel locked(Path directory) throws IOException {
        var channel =
                FileChannel.open(
                        directory.resolve(LOCK),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        boolean held = false;
        try {
            held = tryLock(channel) != null;
        } finally {
            if (!held) {
                channel.close();
            }
        }
        if (!held) {
            throw new IOException(
                    "the directory " + directory + " is used by another node; see the setting dir");
        }
        return channel;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    /** The place of a file or directory of this name in it. */
    Path resolve(String name) {
        return path.resolve(name);
    }

    /** Another node may use the directory from now on. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException unclosed) {
            throw new UncheckedIOException(unclosed);
        }
    }
}
