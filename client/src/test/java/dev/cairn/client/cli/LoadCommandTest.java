package dev.cairn.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cairn.client.FakeNode;
import dev.cairn.client.RealRedis;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(60)
class LoadCommandTest {

    private static final String COMMANDS =
            "*3\r\n*6\r\n+flushall\r\n:-1\r\n*1\r\n+write\r\n:0\r\n:0\r\n:0\r\n"
                    + "*6\r\n+set\r\n:-3\r\n*1\r\n+write\r\n:1\r\n:1\r\n:1\r\n"
                    + "*6\r\n+incr\r\n:2\r\n*1\r\n+write\r\n:1\r\n:1\r\n:1\r\n";

    @TempDir Path directory;

    @Test
    void seesHowTheInputIsWritten() {
        assertThat(LoadFormat.detect("k\tv\n".getBytes(UTF_8))).isEqualTo(LoadFormat.TSV);
        assertThat(LoadFormat.detect("*1\r\n$4\r\nPING\r\n".getBytes(UTF_8)))
                .isEqualTo(LoadFormat.RESP);
        assertThat(LoadFormat.detect("SET a b\n".getBytes(UTF_8))).isEqualTo(LoadFormat.RESP);
        assertThat(LoadFormat.detect("*1\tstar\n".getBytes(UTF_8))).isEqualTo(LoadFormat.TSV);
        assertThat(LoadFormat.detect(new byte[0])).isEqualTo(LoadFormat.RESP);
    }

    @Test
    void knowsWhereEachItemEnds() throws IOException {
        assertItems(LoadFormat.TSV, "a\t1\nb\t2\r\n\nbad\nc\tx\ty", List.of(4L, 9L, 14L, 19L));
        assertItems(
                LoadFormat.RESP,
                "*1\r\n$4\r\nPING\r\n\r\nSET a \"b c\"\r\n*1\r\n$4\r\nPING\r\n",
                List.of(14L, 29L, 43L));
    }

    private static void assertItems(LoadFormat format, String input, List<Long> ends)
            throws IOException {
        byte[] bytes = input.getBytes(UTF_8);
        for (int begun = 0; begun <= bytes.length; begun++) {
            var rest = new ByteArrayInputStream(bytes, begun, bytes.length - begun);
            var source = new LoadSource(rest, java.util.Arrays.copyOf(bytes, begun), format, 0, 0);
            var found = new ArrayList<Long>();
            for (LoadSource.Item item; (item = source.next()) != null; ) {
                found.add(item.end());
            }
            assertThat(found).as("%d bytes read ahead", begun).isEqualTo(ends);
        }
    }

    @Test
    void reportsEachRejectedLineWithItsNumber() throws IOException {
        try (var node = node()) {
            node.on("SET", words -> words.get(1).equals("c") ? "-ERR full\r\n" : "+OK\r\n");
            Path file = file("a\t1\nbad\nb\t2\nc\t3\n\nd\t4\textra");
            CliRun run = load(node, file.toString());
            assertThat(run.exit()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.err())
                    .contains("line 2: no TAB between key and value\n")
                    .contains("line 4: ERR full\n")
                    .contains("3 accepted, 2 rejected");
            assertThat(node.heard("SET")).contains(List.of("SET", "d", "4\textra"));
            assertThat(Files.exists(Path.of(file + ".cairn-load"))).isFalse();
        }
    }

    @Test
    void stopsAtAnUnknownOutcomeAndResumesThere() throws IOException {
        try (var node = node()) {
            var failing = new AtomicInteger(1);
            node.on(
                    "INCR",
                    words ->
                            words.get(1).equals("k50") && failing.getAndSet(0) == 1
                                    ? FakeNode.HANG_UP
                                    : ":1\r\n");
            var text = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                text.append("INCR k").append(i).append("\r\n");
            }
            Path file = file(text.toString());
            CliRun stopped = load(node, "--window", "1", file.toString());
            assertThat(stopped.exit()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(stopped.err())
                    .contains("stopped: command 51 may or may not have been executed")
                    .contains("50 accepted");
            CliRun resumed = load(node, "--resume", file.toString());
            assertThat(resumed.exit()).as(resumed.err()).isZero();
            assertThat(resumed.err()).contains("50 accepted, 0 rejected");
            assertThat(node.heard("INCR")).hasSize(101);
            assertThat(load(node, "--resume", file.toString()).err()).contains("nothing to resume");
        }
    }

    @Test
    void stopsWhenTheGridRefusesForItsOwnStateAndResumesThere() throws IOException {
        try (var node = node()) {
            node.on("SET", words -> words.get(1).equals("c") ? "-OOM full\r\n" : "+OK\r\n");
            node.on("MULTI", "+OK\r\n").on("INCR", "-OOM full\r\n");
            node.on("EXEC", "-EXECABORT because of previous errors\r\n");
            Path lines = file("a\t1\nb\t2\nc\t3\nd\t4\n");
            CliRun stopped = load(node, "--window", "1", lines.toString());
            assertThat(stopped.exit()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(stopped.err())
                    .contains("stopped: line 3 was not executed: OOM full; go on with --resume")
                    .contains("2 accepted, 0 rejected");
            node.on("SET", "+OK\r\n");
            CliRun resumed = load(node, "--resume", lines.toString());
            assertThat(resumed.err()).contains("2 accepted, 0 rejected");
            CliRun together = load(node, file("MULTI\r\nINCR a\r\nEXEC\r\n").toString());
            assertThat(together.err())
                    .contains("stopped: commands 1 to 3 was not executed: OOM full")
                    .contains("0 accepted, 0 rejected");
        }
    }

    @Test
    void repeatsWhatIsDeclaredRepeatable() throws IOException {
        try (var node = node()) {
            node.inTurn("SET", "+OK\r\n", FakeNode.HANG_UP, "+OK\r\n");
            CliRun run = load(node, file("a\t1\nb\t2\nc\t3\na\t4\n").toString());
            assertThat(run.exit()).as(run.err()).isZero();
            assertThat(run.err()).contains("4 accepted, 0 rejected");
            assertThat(node.heard("SET").stream().filter(words -> words.get(1).equals("a")))
                    .contains(List.of("SET", "a", "4"))
                    .endsWith(List.of("SET", "a", "4"));
        }
    }

    @Test
    void saysWhereTheInputIsBroken() throws IOException {
        try (var node = node()) {
            node.on("SET", "+OK\r\n");
            CliRun broken = load(node, file("SET a b\r\n*1\r\n+x\r\n").toString());
            assertThat(broken.exit()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(broken.err())
                    .contains("command 2: ERR Protocol error: expected '$', got '+'");
            CliRun cut = load(node, file("*2\r\n$3\r\nSET\r\n$10\r\nab").toString());
            assertThat(cut.err()).contains("ends in the middle of command 1");
        }
    }

    @Test
    void loadsIntoTheReferenceServer() throws IOException {
        try (var redis = RealRedis.start()) {
            var text = new StringBuilder();
            for (int i = 0; i < 20_000; i++) {
                text.append(
                        "*4\r\n$4\r\nHSET\r\n$%d\r\nh%d\r\n$1\r\nf\r\n$1\r\nv\r\n"
                                .formatted(("h" + i).length(), i));
            }
            text.append("MSET a 1 b 2\r\nGET\r\nLPUSH h1 x\r\n");
            String port = "" + redis.address().port();
            CliRun run = CliRun.of(text.toString(), "load", "-p", port, "-");
            assertThat(run.exit()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.err())
                    .contains("20,001 accepted, 2 rejected")
                    .contains("command 20002: ERR wrong number of arguments")
                    .contains("command 20003: WRONGTYPE");
            assertThat(CliRun.of("", "cli", "-p", port, "DBSIZE").out()).isEqualTo("20002\n");
        }
    }

    @Test
    void aTransactionIsLoadedAsAWhole() throws IOException {
        try (var redis = RealRedis.start()) {
            String text =
                    "SET a 1\r\nMULTI\r\nINCR a\r\nHSET a f v\r\nSET b 2\r\nEXEC\r\nSET c 3\r\n"
                            + "MULTI\r\nSET d 4\r\nNOSUCH\r\nEXEC\r\n"
                            + "MULTI\r\nSET e 5\r\nDISCARD\r\nEXEC\r\nMULTI\r\nSET f 6\r\n";
            String port = "" + redis.address().port();
            CliRun run = CliRun.of(text, "load", "-p", port, "-");
            assertThat(run.exit()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.err())
                    .contains("command 4: WRONGTYPE")
                    .contains("commands 8 to 11: ERR unknown command")
                    .contains("commands 12 to 14: the transaction ends with DISCARD")
                    .contains("command 15: EXEC without MULTI")
                    .contains("commands 16 to 17: the transaction has no EXEC")
                    .contains("6 accepted, 11 rejected");
            CliRun got = CliRun.of("MGET a b c d e f\n", "cli", "-p", port);
            assertThat(got.out()).isEqualTo("2\n2\n3\n\n\n\n");
        }
    }

    @Test
    void inAGridTheKeysOfATransactionMustShareASlot() throws IOException {
        try (var node = node()) {
            node.topology(8191, node, node).on("MULTI", "+OK\r\n").on("SET", "+QUEUED\r\n");
            node.on("EXEC", "*2\r\n+OK\r\n+OK\r\n");
            String good = "MULTI\r\nSET {a}1 x\r\nSET {a}2 y\r\nEXEC\r\n";
            String bad = "MULTI\r\nSET a x\r\nSET b y\r\nEXEC\r\nFLUSHALL\r\n";
            CliRun run = load(node, file(good + bad).toString());
            assertThat(run.err())
                    .contains("commands 5 to 8: the keys of the transaction do not share a slot")
                    .contains("as command 7 shows")
                    .contains("command 9: FLUSHALL names no key")
                    .contains("4 accepted, 5 rejected");
            assertThat(node.heard("SET")).hasSize(2);
            assertThat(node.heard("FLUSHALL")).isEmpty();
        }
    }

    @Test
    void whatChangesAConnectionIsNotSent() throws IOException {
        try (var node = node()) {
            node.on("SET", "+OK\r\n");
            String text =
                    "SELECT 0\r\nSET a 1\r\nCLIENT REPLY OFF\r\nSET b 2\r\nHELLO 2\r\n"
                            + "SELECT 3\r\nSET c 3\r\nMULTI\r\nEXEC\r\nSELECT 0\r\nSET d 4\r\n"
                            + "MULTI\r\nSELECT 5\r\nEXEC\r\nSET e 5\r\n";
            CliRun run = load(node, file(text).toString());
            assertThat(run.exit()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.err())
                    .contains("command 3: CLIENT would change the connection")
                    .contains("command 5: HELLO would change the connection")
                    .contains("commands 6 to 9: only database 0 can be loaded, not database 3")
                    .contains("commands 12 to 15: only database 0 can be loaded, not database 5")
                    .contains("5 accepted, 10 rejected");
            assertThat(node.heard("SET").stream().map(words -> words.get(1)))
                    .containsExactlyInAnyOrder("a", "b", "d");
            assertThat(node.heard("SELECT")).isEmpty();
        }
    }

    @Test
    void whatIsOnlyQueuedIsNeverCounted() throws IOException {
        try (var node = node()) {
            node.on("SET", "+QUEUED\r\n");
            CliRun run = load(node, file("a\t1\n").toString());
            assertThat(run.exit()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(run.err()).contains("line 1 was only queued").contains("0 accepted");
        }
    }

    @Test
    void resumesBeforeATransactionWhoseFateIsUnknown() throws IOException {
        try (var node = node()) {
            node.on("INCR", "+QUEUED\r\n").on("MULTI", "+OK\r\n");
            node.inTurn("EXEC", "*1\r\n:1\r\n", FakeNode.HANG_UP, "*1\r\n:1\r\n");
            Path file = file("MULTI\r\nINCR a\r\nEXEC\r\n".repeat(3));
            CliRun stopped = load(node, "--window", "1", file.toString());
            assertThat(stopped.err())
                    .contains("stopped: commands 4 to 6 may or may not have been executed")
                    .contains("3 accepted");
            CliRun resumed = load(node, "--resume", file.toString());
            assertThat(resumed.err()).contains("6 accepted, 0 rejected");
            assertThat(resumed.exit()).isZero();
        }
    }

    @Test
    void filesThatCannotBeUsedGetOneSentenceBeforeAnythingIsLoaded() throws IOException {
        try (var node = node()) {
            node.on("SET", "+OK\r\n");
            assertSentence(load(node, directory.toString()), "is a directory");
            assertSentence(load(node, directory.resolve("none").toString()), "cannot read");
            Path file = file("a\t1\n");
            Path nowhere = directory.resolve("none").resolve("place");
            CliRun unnoted = load(node, "--checkpoint", nowhere.toString(), file.toString());
            assertSentence(unnoted, "the place reached cannot be noted: " + nowhere);
            Path taken = directory.resolve("input.cairn-load");
            Files.createDirectories(taken.resolve("x"));
            assertSentence(load(node, file.toString()), taken.toString());
            Path longer =
                    Files.writeString(
                            directory.resolve("longer"), "cairn-load 1\noffset 99\nnumber 9\n");
            CliRun shorter =
                    load(node, "--resume", "--checkpoint", longer.toString(), file.toString());
            assertSentence(shorter, "is shorter than the place to go on from");
            assertThat(node.heard("SET")).isEmpty();
            CliRun wrong = load(node, "--format", "csv", file.toString());
            assertThat(wrong.exit()).isEqualTo(ExitCode.USAGE);
        }
    }

    @Test
    void anItemThatDoesNotFitIsNamed() throws IOException {
        try (var node = node()) {
            node.on("SET", "+OK\r\n");
            Path file = file("a\t1\nb\t");
            try (var end = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
                byte[] mebibyte = "x".repeat(1 << 20).getBytes(UTF_8);
                for (int i = 0; i < 65; i++) {
                    end.write(mebibyte);
                }
            }
            CliRun run = load(node, file.toString());
            assertThat(run.exit()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(run.err())
                    .contains("stopped: line 2 is larger than 64 MiB")
                    .contains("1 accepted, 0 rejected");
        }
    }

    private static void assertSentence(CliRun run, String part) {
        assertThat(run.err()).hasLineCount(1).startsWith("cairn: ").contains(part);
        assertThat(run.exit()).isNotZero();
    }

    @Test
    void aPlaceThatCannotBeNotedAnyMoreStopsTheLoad() throws IOException {
        try (var node = node()) {
            Path places = Files.createDirectory(directory.resolve("places"));
            Path place = places.resolve("place");
            var tries = new AtomicInteger();
            node.on(
                    "SET",
                    words -> {
                        deleteAll(places);
                        return tries.incrementAndGet() < 11 ? "-TRYAGAIN later\r\n" : "+OK\r\n";
                    });
            Path file = file("a\t1\n");
            CliRun run = load(node, "--checkpoint", place.toString(), file.toString());
            assertThat(run.exit()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(run.err())
                    .contains("stopped: the place reached cannot be noted: " + place)
                    .contains("everything before byte 4 was answered")
                    .contains("1 accepted, 0 rejected");
        }
    }

    private static void deleteAll(Path directory) {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            // gone already
        }
    }

    @Test
    void aFormatMayBeNamedInSmallLetters() throws IOException {
        try (var node = node()) {
            node.on("SET", "+OK\r\n");
            CliRun run = load(node, "--format", "tsv", file("*1\t1\n").toString());
            assertThat(run.exit()).as(run.err()).isZero();
        }
    }

    @Test
    void progressIsShownToATerminal() throws IOException {
        try (var node = node()) {
            node.on("SET", "+OK\r\n");
            String file = file("a\t1\n").toString();
            assertThat(load(node, file).err()).doesNotContain("\r");
            System.setProperty("cairn.terminal.error", "true");
            try {
                assertThat(load(node, file).err()).contains("\r  0% [   ").contains("1 accepted");
                assertThat(load(node, "--quiet", file).err()).doesNotContain("0% [");
            } finally {
                System.clearProperty("cairn.terminal.error");
            }
        }
    }

    private static FakeNode node() {
        return new FakeNode()
                .on("CLUSTER", "-ERR This instance has cluster support disabled\r\n")
                .on("CLIENT", "+OK\r\n")
                .on("COMMAND", COMMANDS);
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("input"), content, UTF_8);
    }

    private static CliRun load(FakeNode node, String... arguments) {
        var all = new ArrayList<>(List.of("load", "-p", "" + node.address().port()));
        all.addAll(List.of(arguments));
        return CliRun.of("", all.toArray(String[]::new));
    }
}
