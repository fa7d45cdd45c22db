package dev.cairn.client.cli.grid;

import dev.cairn.protocol.resp.Reply;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Starts a node once, by itself or as a grid of one, up to its first replies, and stops it in
 * order; the JVM flags on its command line make it keep what it has learnt. Run as {@code Rehearsal
 * COMMAND...}.
 */
public final class Rehearsal {
    private static final List<String> SCENES =
            List.of(
                    "PING",
                    "HELLO 3",
                    "SET rehearsal 1 EX 100",
                    "GET rehearsal",
                    "INCR rehearsal",
                    "HSET rehearsals a 1 b 2",
                    "HGETALL rehearsals",
                    "DEL rehearsal rehearsals",
                    "COMMAND COUNT",
                    "CLUSTER SLOTS",
                    "DBSIZE",
                    "INFO");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 50;

    private Rehearsal() {}

    /** Ends with 0 when the node has answered and has ended in order. */
    public static void main(String[] command) throws IOException, InterruptedException {
        var directory = Files.createTempDirectory("cairn-rehearsal");
        var seat = new Seat(freePort(), directory);
        int rpcPort = freePort();
        var words = new ArrayList<>(Arrays.asList(command));
        words.addAll(List.of("--port", String.valueOf(seat.port()), "--bind", Seat.HOST));
        words.addAll(List.of("--rpc-port", String.valueOf(rpcPort), "--http-port", "0"));
        words.addAll(List.of("--initial-nodes", Seat.HOST + ":" + rpcPort));
        words.addAll(List.of("--dir", directory.toString()));
        var builder = new ProcessBuilder(words).inheritIO();
        builder.environment().keySet().removeIf(name -> name.startsWith("CAIRN_"));
        var node = builder.start();
        boolean played = play(seat, node);
        node.destroy();
        boolean ended = node.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        node.destroyForcibly().waitFor();
        delete(directory);
        System.exit(played && ended ? 0 : 1);
    }

    private static boolean play(Seat seat, Process node) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (node.isAlive() && System.nanoTime() < deadline) {
            try (var line = NodeLine.to(seat)) {
                if (hasPlayed(line)) {
                    return true;
                }
            } catch (IOException e) {
                // It does not listen yet.
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return false;
    }

    /** Nothing is played before writes are taken: a grid takes none until it is formed. */
    private static boolean hasPlayed(NodeLine line) throws IOException {
        if (line.ask("SET rehearsal 0") instanceof Reply.Failure) {
            return false;
        }
        for (var scene : SCENES) {
            line.ask(scene);
        }
        return true;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName(Seat.HOST))) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
