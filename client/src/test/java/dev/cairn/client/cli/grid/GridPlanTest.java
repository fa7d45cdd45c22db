package dev.cairn.client.cli.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

final class GridPlanTest {
    @TempDir private Path directory = Path.of("");

    @Test
    void everyNodeKnowsItsPortsAndAllPeers() throws GridRefused, IOException {
        var plan = GridPlan.of(directory, 7100, 3);
        plan.prepare(plan.seats());

        var config = Files.readString(directory.resolve("7101/cairn.conf"));
        assertThat(config)
                .contains("\nport 7101\n", "\nrpc-port 17101\n", "\nhttp-port 27101\n")
                .contains("initial-nodes 127.0.0.1:17100 127.0.0.1:17101 127.0.0.1:17102\n")
                .contains("dir \"" + directory.resolve("7101") + "\"\n");
    }

    @Test
    void wrongNumbersAreRefused() {
        assertThatThrownBy(() -> GridPlan.of(directory, 7100, 0)).hasMessageContaining("--nodes");
        assertThatThrownBy(() -> GridPlan.of(directory, 7100, 33)).hasMessageContaining("--nodes");
        assertThatThrownBy(() -> GridPlan.of(directory, 0, 3)).hasMessageContaining("--port");
        assertThatThrownBy(() -> GridPlan.of(directory, 45_535, 2)).hasMessageContaining("--port");
    }

    @Test
    void aBusyPortIsNamed() throws IOException, GridRefused {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName(Seat.HOST))) {
            int httpPort = taken.getLocalPort();
            var plan = GridPlan.of(directory, httpPort - 20_000, 1);
            assertThatThrownBy(() -> GridPlan.check(plan.seats()))
                    .hasMessageContaining("Port " + httpPort + " is in use");
        }
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsNamed() throws IOException, GridRefused {
        var file = Files.createFile(directory.resolve("file"));
        var plan = GridPlan.of(file, 7100, 1);
        assertThatThrownBy(() -> plan.prepare(plan.seats()))
                .hasMessage("The directory " + file + " cannot be written.");
    }
}
