package dev.cairn.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** How the process of a node ends: its status, and a sentence where something is wrong. */
class NodeMainTest {

    @TempDir private Path directory;

    private final String rpcPort;

    NodeMainTest() throws IOException {
        rpcPort = freePort();
    }

    @Test
    void endsWithZeroWhenItIsAskedTo() throws Exception {
        try (var node = start("--port", "0")) {
            try (var wire = new Wire(node.awaitPort())) {
                assertThat(wire.send("SHUTDOWN\r\n").readToEnd()).isEmpty();
            }
            assertThat(node.awaitEnd()).isZero();
        }
    }

    @Test
    void aWrongSettingIsSaidInASentenceWithoutItsSecret() throws Exception {
        check(1, "'port x': argument couldn't be parsed", "--port", "x");
        check(1, "'requirepass (redacted)': wrong number", "--requirepass", "hush", "hush");
        check(1, "not a power of two up to 16384: 3", "--shards", "3");
        check(1, "eviction of keys is not there yet", "--maxmemory-policy", "allkeys-lru");
    }

    @Test
    void aBusyPortIsSaidInASentence() throws Exception {
        try (var busy = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(busy.getLocalPort());
            check(2, "cannot listen on /127.0.0.1:" + port, "--port", port);
        }
    }

    @Test
    void noAddressIsSaidInASentence() throws Exception {
        check(2, "the setting bind names no address", "--port", "0", "--bind", "");
        check(2, "the setting bind names no address", "--port", "0", "--bind", "-192.0.2.1");
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsSaidInASentence() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        String inside = file.resolve("data").toString();
        check(2, "the directory " + inside + " cannot be written", "--port", "0", "--dir", inside);
    }

    @Test
    void aLogFileThatCannotBeWrittenIsSaidInASentence() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        String inside = file.resolve("log").toString();
        check(2, "the log file " + inside + " cannot be written", "--logfile", inside);
    }

    @Test
    void twoNodesNeverShareADirectory() throws Exception {
        try (var first = start("--port", "0")) {
            first.awaitPort();
            check(2, "is used by another node", "--port", "0");
        }
        try (var next = start("--port", "0")) {
            assertThat(next.awaitPort()).isPositive();
        }
    }

    @Test
    void aFileInTheWayIsSaidInASentence() throws Exception {
        Path file = Files.createFile(directory.resolve("metadata"));
        check(2, "the file " + file + " cannot be used", inGridOf(16));
    }

    @Test
    void whatKeepsANodeOutOfItsGridIsSaidInASentence() throws Exception {
        Files.createDirectories(directory.resolve("metadata/membership.tmp"));
        check(
                70,
                "the node cannot stay in its grid: the membership cannot be written",
                inGridOf(16));
    }

    @Test
    void aNodeInACopiedDirectoryIsRefusedAsLongAsTheFirstOneAnswers() throws Exception {
        try (var first = start(inGridOf(16));
                var wire = new Wire(first.awaitPort())) {
            awaitWhole(wire);
            for (String each : List.of("identity", "metadata/membership")) {
                Path to = directory.resolve("copy").resolve(each);
                Files.createDirectories(Objects.requireNonNull(to.getParent()));
                Files.copy(directory.resolve(each), to);
            }
            var settings = new ArrayList<String>(List.of(inGridOf(16)));
            settings.set(settings.indexOf("--rpc-port") + 1, freePort());
            settings.addAll(List.of("--dir", directory.resolve("copy").toString()));
            check(70, "another process runs as node", settings.toArray(String[]::new));
            awaitWhole(wire);
        }
    }

    private static void awaitWhole(Wire wire) throws IOException {
        while (!NodeProcess.ask(wire, "CLUSTER INFO").contains("cluster_state:ok")) {
            Thread.onSpinWait();
        }
    }

    private String[] inGridOf(int shards) {
        return new String[] {
            "--port",
            "0",
            "--rpc-port",
            rpcPort,
            "--cluster-enabled",
            "yes",
            "--initial-nodes",
            "127.0.0.1:" + rpcPort,
            "--shards",
            Integer.toString(shards)
        };
    }

    @Test
    void theLogGoesToItsFile() throws Exception {
        try (var node = start("--port", "0", "--logfile", "logs/node.log");
                var wire = new Wire(node.awaitPort())) {
            wire.send("POST / HTTP/1.1\r\n").readToEnd();
            assertThat(directory.resolve("logs/node.log")).content().contains("SECURITY ATTACK");
        }
    }

    /** More connections than it may have files open: it pauses, and goes on when it can. */
    @Test
    @Timeout(value = 60, threadMode = SEPARATE_THREAD)
    void goesOnAcceptingAfterItHadTooManyFilesOpen() throws Exception {
        var wires = new ArrayList<Wire>();
        try (var node = start("--port", "0")) {
            int port = node.awaitPort();
            try (var first = new Wire(port)) {
                acceptErrors(first);
                node.limitFiles(8);
                for (int i = 0; i < 16; i++) {
                    wires.add(new Wire(port));
                }
                while (acceptErrors(first) == 0) {
                    Thread.onSpinWait();
                }
                for (Wire wire : wires) {
                    wire.close();
                }
                try (var wire = new Wire(port)) {
                    assertThat(wire.ask("PING\r\n", "+PONG\r\n")).isEqualTo("+PONG\r\n");
                }
            }
        }
    }

    private static long acceptErrors(Wire wire) throws IOException {
        return NodeProcess.ask(wire, "INFO stats")
                .lines()
                .filter(line -> line.startsWith("accept_errors:"))
                .mapToLong(line -> Long.parseLong(line.substring(14)))
                .sum();
    }

    private void check(int status, String sentence, String... settings) throws Exception {
        try (var node = start(settings)) {
            assertThat(node.lastWords()).startsWith("cairn: ").contains(sentence).hasLineCount(1);
            assertThat(node.awaitEnd()).isEqualTo(status);
        }
    }

    private NodeProcess start(String... settings) throws IOException {
        return NodeProcess.start(inDirectory(settings));
    }

    private String[] inDirectory(String... settings) {
        var all = new ArrayList<String>();
        all.add("--dir");
        all.add(directory.toString());
        all.addAll(List.of(settings));
        return all.toArray(String[]::new);
    }

    private static String freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }
}
