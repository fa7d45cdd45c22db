package dev.cairn.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cairn.client.Address;
import dev.cairn.client.ClientSettings;
import dev.cairn.client.ClientSettings.Credentials;
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
import java.util.Map;

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
    void theHabitsOfRedisCliServe() {
        try (var node = new FakeNode().on("GET", "*2\r\n+a\r\n+b\r\n").on("SET", "+OK\r\n")) {
            assertThat(cli(node, "", "-r", "3", "-i", "0.001", "GET", "k").out())
                    .isEqualTo("a\nb\na\nb\na\nb\n");
            assertThat(cli(node, "", "-d", ";", "-e", "GET", "k").out()).isEqualTo("a;b\n");
            assertThat(cli(node, "input", "-X", "here", "SET", "here", "there").exit()).isZero();
            assertThat(cli(node, "", "-p", "" + node.address().port(), "SET", "-x", "-3").err())
                    .isEmpty();
            assertThat(cli(node, "", "SET", "@k", "@@v").exit()).isZero();
            assertThat(cli(node, "SET a b\n quit \nSET c d\n").exit()).isZero();
            assertThat(node.heard("SET"))
                    .containsExactly(
                            List.of("SET", "input", "there"),
                            List.of("SET", "-x", "-3"),
                            List.of("SET", "@k", "@@v"),
                            List.of("SET", "a", "b"));
            assertThat(node.heard("HELLO")).contains(List.of("HELLO", "2"));
            node.on("SELECT", "-ERR no\r\n");
            String uri = "redis://me:p%40ss@127.0.0.1:" + node.address().port() + "/7";
            assertThat(CliRun.of("", "cli", "-u", uri, "GET", "k").err())
                    .isEqualTo("cairn: ERR no\n");
            assertThat(node.heard("HELLO")).contains(List.of("HELLO", "3", "AUTH", "me", "p@ss"));
            assertThat(node.heard("SELECT")).containsExactly(List.of("SELECT", "7"));
        }
    }

    @Test
    void aUriThatIsNoneIsNotRepeatedForItMayHoldAPassword() {
        for (String wrong :
                List.of("http://h", "redis://me:secret@h:port", "redis://h/secret", "")) {
            assertUsage("cli", "-u", wrong, "PING");
            assertThat(CliRun.of("", "cli", "-u", wrong, "PING").err()).doesNotContain("secret");
        }
    }

    @Test
    void aPasswordMayBeInTheEnvironment() {
        var options = new ServerOptions();
        assertThat(options.settings(Map.of()).credentials()).isNull();
        assertThat(options.settings(Map.of("REDISCLI_AUTH", "a")).credentials())
                .isEqualTo(new Credentials("default", "a"));
        assertThat(options.settings(Map.of("REDISCLI_AUTH", "a", "CAIRN_PASSWORD", "b")))
                .extracting(ClientSettings::credentials)
                .isEqualTo(new Credentials("default", "b"));
    }

    @Test
    void whatIsNoTextPassesThroughAPipe() throws IOException {
        try (var redis = RealRedis.start()) {
            String port = "" + redis.address().port();
            byte[] line = "SET k \u00ff\u00fe\n".getBytes(ISO_8859_1);
            assertThat(CliRun.of(line, "cli", "-p", port).out()).isEqualTo("OK\n");
            assertThat(CliRun.of("", "cli", "-p", port, "STRLEN", "k").out()).isEqualTo("2\n");
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
                for (String options : List.of("-3 --no-raw", "-3 --raw", "--no-raw", "--raw")) {
                    String[] all = ("cli -p " + port + " " + options).split(" ");
                    assertThat(CliRun.of(line + "\n", all).out())
                            .as("%s %s", options, line)
                            .isEqualTo(redisCli(port, options, line));
                }
            }
        }
    }

    private static String redisCli(int port, String options, String line)
            throws IOException, InterruptedException {
        String[] all = ("/usr/bin/redis-cli -p " + port + " " + options).split(" ");
        Process process = new ProcessBuilder(all).start();
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
                var target = new Target(ClientSettings.of(redis.address()), 3, notice -> {})) {
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
