package dev.cairn.node;

import dev.cairn.node.metadata.DurableFile;
import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.StoreId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Who a node is: a name that its directory keeps, and the number of its present life, which grows
 * with each start. An emptied directory makes another node.
 *
 * @param store what the node keeps data in; its memory, as long as there is no journal, and so
 *     another one in each life
 */
record Identity(Member member, StoreId store) {

    private static final String FILE = "identity";

    /** Begins the next life of the node whose directory this is. */
    static Identity open(NodeDirectory directory) throws IOException {
        Path file = directory.resolve(FILE);
        try {
            Member next = next(read(file));
            String text = "node %s%nlife %d%n".formatted(next.node().hex(), next.incarnation());
            DurableFile.write(file, text.getBytes(StandardCharsets.US_ASCII));
            return new Identity(next, new StoreId(UUID.randomUUID()));
        } catch (FileSystemException unusable) {
            throw new IOException("the file " + file + " cannot be read and written", unusable);
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
}
