package dev.cairn.client.cli.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

final class LocalGridTest {
    private static final String STAYS = "exec sleep 600";

    @TempDir private Path directory = Path.of("");

    @Test
    void nodesAreStartedRecordedAndEnded() throws GridRefused, IOException {
        var plan = prepared(directory, 7200, 2);

        var started = LocalGrid.start(plan, List.of(), launcher(STAYS));

        var recorded = GridRecord.read(directory);
        assertThat(recorded).isEqualTo(started).allMatch(RunningNode::isAlive);
        LocalGrid.end(recorded);
        assertThat(recorded).noneMatch(RunningNode::isAlive);
    }

    /** The first node puts another one into the record when it is asked to end. */
    @Test
    void whatIsStartedWhileAGridEndsEndsWithIt() throws GridRefused, IOException {
        var late = prepared(directory.resolve("late"), 7300, 1);
        var other = LocalGrid.start(late, List.of(), launcher(STAYS));
        var plan = prepared(directory, 7200, 1);
        var ready = directory.resolve("ready");
        var body = "trap 'cp %s %s; exit' TERM; touch %s; while :; do sleep 0.05; done";
        var records = List.of(late.directory().resolve("grid"), directory.resolve("grid"));
        LocalGrid.start(
                plan, List.of(), launcher(body.formatted(records.get(0), records.get(1), ready)));
        while (!Files.exists(ready)) {
            Thread.onSpinWait();
        }

        var ended = LocalGrid.end(directory);

        assertThat(ended).extracting(RunningNode::pid).containsExactly(other.get(0).pid());
        assertThat(other).noneMatch(RunningNode::isAlive);
        assertThat(GridRecord.read(directory)).isEmpty();
    }

    @Test
    void onlyWhatHasEndedIsStartedAgain() throws GridRefused, IOException {
        var plan = prepared(directory, 7200, 2);
        var launcher = launcher(STAYS);
        var first = LocalGrid.start(plan, List.of(), launcher);
        LocalGrid.end(List.of(first.get(0)));

        var all = LocalGrid.start(plan, List.of(first.get(1)), launcher);

        assertThat(all).hasSize(2).allMatch(RunningNode::isAlive).contains(first.get(1));
        assertThat(GridRecord.read(directory)).isEqualTo(all);
        LocalGrid.end(all);
    }

    @Test
    void anotherGridIsNotStartedWhereOneRuns() throws GridRefused, IOException {
        var plan = prepared(directory, 7200, 2);
        var all = LocalGrid.start(plan, List.of(), launcher(STAYS));
        LocalGrid.end(List.of(all.get(0)));

        assertThat(execute(new UpCommand(), "--port", "7200", "--nodes", "1")).isEqualTo(1);
        assertThat(execute(new UpCommand(), "--port", "7300", "--nodes", "2")).isEqualTo(1);
        assertThat(GridRecord.read(directory)).isEqualTo(all);
        LocalGrid.end(all);
    }

    @Test
    void aNodeThatEndsAtOnceIsReportedWithItsLastWords() throws GridRefused, IOException {
        var plan = prepared(directory, 7200, 1);

        var started = LocalGrid.start(plan, List.of(), launcher("echo no such setting; exit 1"));

        assertThatThrownBy(() -> LocalGrid.awaitWhole(started))
                .hasMessageContaining("127.0.0.1:7200 has ended")
                .hasMessageContaining("no such setting");
    }

    @Test
    void anotherProcessWithTheSameNumberIsNotOurs() {
        var self = ProcessHandle.current();
        var node = RunningNode.of(new Seat(7200, directory), self);
        assertThat(node.isAlive()).isTrue();
        assertThat(new RunningNode(node.seat(), self.pid(), 1).isAlive()).isFalse();
    }

    @Test
    void aProcessThatHasEndedIsNotAliveBecauseNobodyAskedForItsStatus() throws IOException {
        var parent =
                new ProcessBuilder("sh", "-c", "sleep 0.1 & echo $!; exec sleep 600")
                        .redirectErrorStream(true)
                        .start();
        try (var said = parent.inputReader()) {
            var child = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
            var node = RunningNode.of(new Seat(7200, directory), child);
            assertThat(node.isAlive()).isTrue();
            LocalGrid.end(List.of(node));
            assertThat(node.isAlive()).isFalse();
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void aBrokenRecordIsRefused() throws IOException {
        Files.writeString(directory.resolve("grid"), "who knows\n");
        assertThatThrownBy(() -> GridRecord.read(directory)).hasMessageContaining("remove it");
    }

    @Test
    void withoutAGridThereIsOneSentenceAndAStatus() {
        assertThat(execute(new DownCommand())).isEqualTo(1);
        assertThat(execute(new StatusCommand())).isEqualTo(1);
    }

    private int execute(GridCommand command, String... options) {
        var dir = Stream.of("--dir", directory.toString());
        return new CommandLine(command)
                .execute(Stream.concat(dir, Stream.of(options)).toArray(String[]::new));
    }

    private static GridPlan prepared(Path directory, int firstPort, int nodes) throws GridRefused {
        var plan = GridPlan.of(directory, firstPort, nodes);
        plan.prepare(plan.seats());
        return plan;
    }

    private Path launcher(String body) throws IOException {
        var script = Files.createTempFile(directory, "launcher", "");
        Files.writeString(script, "#!/bin/sh\n" + body + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }
}
