package dev.cairn.protocol.resp;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The reader against the reference server itself: the same requests, the same errors. */
@Timeout(60)
class RedisDifferentialTest {

    /** Ends with an ECHO where the bytes before it leave the connection open. */
    private static final List<String> INPUTS =
            List.of(
                    "*2147483648\r\n",
                    "*abc\r\n",
                    "*\r\n",
                    "*01\r\n",
                    "*+1\r\n",
                    "*9223372036854775808\r\n",
                    "*1\r\n$-1\r\n",
                    "*1\r\n$-2\r\n",
                    "*1\r\n$+5\r\n",
                    "*1\r\n$05\r\n",
                    "*1\r\n$x\r\n",
                    "*1\r\n$9223372036854775808\r\n",
                    "*1\r\n$536870913\r\n",
                    "*1\r\nx4\r\n",
                    "*1\r\n*1\r\n",
                    "*" + "1".repeat(65_536),
                    "*1\r\n$" + "1".repeat(65_536),
                    "x".repeat(65_537),
                    "ECHO \"a\r\n",
                    "ECHO 'a\r\n",
                    "ECHO \"a\"b\r\n",
                    "\r\n*0\r\n*-1\r\n  \r\nECHO x\r\n",
                    "ECHO \"a\\x41\\n\\r\\t\\b\\a\\q\\\\\\\"\"\r\n",
                    "ECHO 'it\\'s \\n'\r\n",
                    "ECHO a\"b c\"\r\n",
                    "ECHO a'b c'\r\n",
                    "ECHO ''\n",
                    "\tECHO\t x \t\r\n",
                    "ECHO \"\\x4\"\r\n",
                    "ECHO \"\\xzz\"\r\n",
                    "*2\r\n$4\r\nECHO\r\n$4\r\n\r\n\0x\r\n",
                    "*2\r\n$4\r\nECHO\r\n$0\r\n\r\n");

    private static Process server;
    private static Path directory;
    private static int port;

    @BeforeAll
    static void start() throws IOException {
        boolean installed = Files.isExecutable(Path.of("/usr/bin/redis-server"));
        if (!installed) {
            System.err.println(
                    "SKIPPED: no /usr/bin/redis-server: install redis-server to run this");
        }
        Assumptions.assumeTrue(installed, "no /usr/bin/redis-server");
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        directory = Files.createTempDirectory("cairn-protocol-test");
        server =
                new ProcessBuilder(
                                "/usr/bin/redis-server",
                                "--port",
                                "" + port,
                                "--save",
                                "",
                                "--bind",
                                "127.0.0.1",
                                "--dir",
                                directory.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.destroyForcibly().onExit().join();
            Files.delete(directory);
        }
    }

    @Test
    void requestsAndErrorsAreThoseOfTheReference() throws IOException {
        for (String input : INPUTS) {
            String shown = input.substring(0, Math.min(40, input.length()));
            assertThat(ours(input)).as(shown).isEqualTo(reference(input));
        }
    }

    /** What a server over our reader would answer to ECHO and to errors. */
    private static String ours(String input) {
        var answer = new ArrayList<String>();
        for (String found : Feed.read(input)) {
            if (found.startsWith("[")) {
                String word = found.substring("[ECHO, ".length(), found.length() - 1);
                answer.add("$" + word.length() + "\r\n" + word + "\r\n");
            } else if (found.startsWith("ERR")) {
                answer.add("-" + found + "\r\n");
            }
        }
        return String.join("", answer);
    }

    private static String reference(String input) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(input.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    private static Socket connect() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (IOException notYet) {
                if (System.nanoTime() - deadline > 0) {
                    throw notYet;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
    }
}
