package dev.cairn.node;

import dev.cairn.node.metadata.DurableFile;
import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.StoreId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Who a node is: a name that its directory keeps, and the number of its present life, which grows
 * with each start. An emptied directory makes another node. The directory is held as long as the
 * process lives, so that no two lives are at the same time.
 *
 * @param store what the node keeps data in; its memory, as long as there is no journal, and so
 *     another one in each life
 */
record Identity(Member member, StoreId store) {

    private static final String FILE = "identity";
    private static final String LOCK = "lock";

    /** Begins the next life of the node whose directory this is. */
    static Identity open(Path directory) throws IOException {
        try {
            Files.createDirectories(directory);
            hold(directory.resolve(LOCK));
            Path file = directory.resolve(FILE);
            Member next = next(read(file));
            String text = "node %s%nlife %d%n".formatted(next.node().hex(), next.incarnation());
            DurableFile.write(file, text.getBytes(StandardCharsets.US_ASCII));
            return new Identity(next, new StoreId(UUID.randomUUID()));
        } catch (FileSystemException unusable) {
            throw new IOException("the directory " + directory + " cannot be written", unusable);
        }
    }

    static NodeId randomId() {
        var bytes = new byte[NodeId.LENGTH / 2];
        new SecureRandom().nextBytes(bytes);
        return new NodeId(HexFormat.of().formatHex(bytes));
    }

    private static Member next(@Nullable Member last) {
        return last == null
                ? new Member(randomId(), 1)
                : new Member(last.node(), last.incarnation() + 1);
    }

    private static @Nullable Member read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        String[] words = Files.readString(file, StandardCharsets.US_ASCII).split("\\s+");
        try {
            boolean isSound =
                    words.length == 4 && words[0].equals("node") && words[2].equals("life");
            if (isSound) {
                return new Member(new NodeId(words[1]), Long.parseLong(words[3]));
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new IOException(file + " is damaged");
    }

    /** The lock ends with the process, whatever ends it. */
    @SuppressWarnings("MustBeClosedChecker") // held as long as the process lives
    private static void hold(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new IOException("the directory " + file.getParent() + " is used by another node");
        }
    }
}
