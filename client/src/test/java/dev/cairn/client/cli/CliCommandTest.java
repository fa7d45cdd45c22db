package dev.cairn.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cairn.client.Address;
import dev.cairn.client.FakeNode;
import dev.cairn.client.RealRedis;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

@Timeout(60)
class CliCommandTest {

    @Test
    void runsOneCommandAndTellsByItsExitCode() {
        try (var node = new FakeNode().on("GET", "$1\r\nv\r\n").on("SET", "-OOM full\r\n")) {
            assertThat(cli(node, "", "GET", "k")).isEqualTo(new CliRun(0, "v\n", ""));
            assertThat(cli(node, "", "--no-raw", "GET", "k"))
                    .isEqualTo(new CliRun(0, "\"v\"\n", ""));
            assertThat(cli(node, "", "-c", "GET", "k").out()).isEqualTo("v\n");
            assertThat(cli(node, "", "CLIENT", "REPLY", "OFF").out())
                    .isEqualTo("ERR client is not possible here\n\n");
            assertThat(cli(node, "", "SET", "k", "-5"))
                    .isEqualTo(new CliRun(1, "OOM full\n\n", ""));
            assertThat(cli(node, "from input", "-x", "GET").exit()).isZero();
            assertThat(node.heard("GET")).contains(List.of("GET", "from input"));
        }
    }

    @Test
    void obeysThePipeLineByLine() {
        try (var node = new FakeNode().on("GET", "$1\r\nv\r\n").on("SET", "+OK\r\n")) {
            CliRun run = cli(node, "SET k \"a b\"\n\nGET k\nGET \"\nNOPE\n");
            assertThat(run.out()).isEqualTo("OK\nv\nERR unknown command\n\n");
            assertThat(run.err()).contains("unbalanced quotes");
            assertThat(run.exit()).isEqualTo(ExitCode.REFUSED);
            assertThat(node.heard("SET")).containsExactly(List.of("SET", "k", "a b"));
        }
    }

    @Test
    void followsRedirectionsAndStaysThere() {
        try (var first = new FakeNode();
                var second = new FakeNode().on("GET", "$1\r\nv\r\n")) {
            first.on("GET", "-MOVED 5061 127.0.0.1:" + second.address().port() + "\r\n");
            assertThat(cli(first, "GET bar\nGET bar\n").out()).isEqualTo("v\nv\n");
            assertThat(first.heard("GET")).hasSize(1);
        }
    }

    @Test
    void badInputGetsOneSentence() {
        Address nowhere;
        try (var node = new FakeNode()) {
            nowhere = node.address();
        }
        CliRun refused = CliRun.of("", "cli", "-p", "" + nowhere.port(), "PING");
        assertThat(refused.exit()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(refused.err()).startsWith("cairn: Connection refused").hasLineCount(1);
        assertUsage("cli", "-p", "x");
        assertUsage("cli", "-p", "70000", "PING");
        assertUsage("cli", "--tls", "--cacert", "/nonexistent", "PING");
        assertUsage("nonsense");
        assertUsage();
        assertUsage("load");
        assertUsage("load", "/nonexistent");
        assertUsage("load", "--resume", "-");
        assertUsage("load", "--window", "0", "-");
        assertThat(CliRun.of("", "--help").exit()).isZero();
        assertThat(CliRun.of("", "cli", "--help").out()).contains("Exit codes");
    }

    private static void assertUsage(String... arguments) {
        CliRun run = CliRun.of("", arguments);
        assertThat(run.exit()).as(String.join(" ", arguments)).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).as(String.join(" ", arguments)).hasLineCount(1).startsWith("cairn");
    }

    @Test
    void printsWhatRedisCliPrints() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/redis-cli")), "no redis-cli");
        try (var redis = RealRedis.start()) {
            int port = redis.address().port();
            CliRun.of(
                    "HSET h f 1 g \"x y\"\nSADD s a b\nSET k \"\\x00\\n\"\n",
                    "cli",
                    "-p",
                    "" + port);
            for (String line :
                    List.of(
                            "HGETALL h",
                            "SMEMBERS s",
                            "GET k",
                            "GET nope",
                            "STRLEN k",
                            "INCR k",
                            "COMMAND INFO GET SORT NOPE",
                            "COMMAND DOCS SET",
                            "HRANDFIELD h 0 WITHVALUES",
                            "EVAL \"return {1,{2,{3,'x'}},{}}\" 0",
                            "MEMORY DOCTOR",
                            "CONFIG GET maxm*")) {
                for (String mode : List.of("--no-raw", "--raw")) {
                    assertThat(CliRun.of(line + "\n", "cli", "-p", "" + port, mode).out())
                            .as("%s %s", mode, line)
                            .isEqualTo(redisCli(port, mode, line));
                }
            }
        }
    }

    private static String redisCli(int port, String mode, String line)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder("/usr/bin/redis-cli", "-3", "-p", "" + port, mode).start();
        try (var input = process.getOutputStream()) {
            input.write((line + "\n").getBytes(UTF_8));
        }
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return out;
    }

    @Test
    void hintsAndHelpComeFromTheServersDocs() throws IOException {
        try (var redis = RealRedis.start();
                var target =
                        new Target(
                                dev.cairn.client.ClientSettings.of(redis.address()),
                                notice -> {})) {
            var docs = CommandDocs.read(target.call(LineWords.split("COMMAND DOCS").orElseThrow()));
            assertThat(docs.hint("get")).isEqualTo(" key");
            assertThat(docs.hint("get ")).isEqualTo("key");
            assertThat(docs.hint("GET k")).isEmpty();
            assertThat(docs.hint("set k ")).startsWith("value [NX|XX] [GET] [EX seconds|");
            assertThat(docs.hint("mget ")).isEqualTo("key [key ...]");
            assertThat(docs.hint("config get ")).isEqualTo("parameter [parameter ...]");
            assertThat(docs.hint("nonsense")).isEmpty();
            assertThat(docs.beginningWith("hincr").keySet())
                    .containsExactly("HINCRBY", "HINCRBYFLOAT");
            assertThat(docs.help("hset")).contains("key field value").contains("since: 2.0.0");
        }
    }

    private static CliRun cli(FakeNode node, String input, String... arguments) {
        var all = new ArrayList<>(List.of("cli", "-p", "" + node.address().port()));
        all.addAll(List.of(arguments));
        return CliRun.of(input, all.toArray(String[]::new));
    }
}
