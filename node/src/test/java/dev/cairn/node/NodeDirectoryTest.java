package dev.cairn.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class NodeDirectoryTest {

    @TempDir private Path parent;

    @Test
    void isMadeWithItsParents() throws Exception {
        try (var directory = NodeDirectory.hold(parent.resolve("a/b"))) {
            assertThat(directory.resolve("x")).hasParentRaw(parent.resolve("a/b"));
        }
        assertThat(parent.resolve("a/b")).isDirectory();
    }

    @Test
    void isHeldUntilItIsClosed() throws Exception {
        try (var held = NodeDirectory.hold(parent)) {
            assertThat(held.resolve("cairn.lock")).exists();
            assertThatThrownBy(() -> NodeDirectory.hold(parent))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is used by another node");
        }
        NodeDirectory.hold(parent).close();
    }

    @Test
    void aNodeKeepsItsNameAndGrowsOlder() throws Exception {
        Identity first;
        try (var directory = NodeDirectory.hold(parent)) {
            first = Identity.open(directory);
        }
        try (var directory = NodeDirectory.hold(parent)) {
            Identity second = Identity.open(directory);
            assertThat(second.member().node()).isEqualTo(first.member().node());
            assertThat(second.member().incarnation()).isEqualTo(first.member().incarnation() + 1);
            Files.writeString(directory.resolve("identity"), "nonsense");
            assertThatThrownBy(() -> Identity.open(directory)).hasMessageEndingWith("is damaged");
            Files.delete(directory.resolve("identity"));
            Files.createDirectory(directory.resolve("identity"));
            assertThatThrownBy(() -> Identity.open(directory)).isInstanceOf(IOException.class);
        }
    }
}
