package dev.cairn.node.metadata.ratis;

import static dev.cairn.node.metadata.Grids.id;

import dev.cairn.node.metadata.MetaCommand;
import dev.cairn.node.metadata.Outcome;
import dev.cairn.node.metadata.RequestIds;
import dev.cairn.node.metadata.Role;
import dev.cairn.node.metadata.Switchboard;
import dev.cairn.node.metadata.TestNetwork;
import dev.cairn.protocol.topology.NodeId;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** Voters of one grid in one process, numbered from 1, each with a directory of its own. */
final class VoterGroup implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final TestNetwork network = new TestNetwork();
    final RequestIds requests = new RequestIds(1);
    private final Map<Integer, RatisMetadataLog> logs = new TreeMap<>();
    private final Path directory;
    private final RatisSettings.Timing timing;

    VoterGroup(Path directory, long snapshotEvery) {
        this.directory = directory;
        this.timing = new RatisSettings.Timing(150, 300, 1_000, snapshotEvery);
    }

    /** Starts the first voters 1..count. */
    VoterGroup found(int count) throws IOException {
        List<NodeId> founders =
                IntStream.rangeClosed(1, count).mapToObj(number -> id(number)).toList();
        for (int number = 1; number <= count; number++) {
            start(number, founders);
        }
        return this;
    }

    RatisMetadataLog start(int number, List<NodeId> founders) throws IOException {
        var settings = new RatisSettings(id(number), "grid", founders, directoryOf(number), timing);
        var board = new Switchboard(network.transport(id(number)));
        RatisMetadataLog log = RatisMetadataLog.start(settings, board);
        logs.put(number, log);
        return log;
    }

    Path directoryOf(int number) {
        return directory.resolve("voter-" + number);
    }

    void stop(int number) {
        network.remove(id(number));
        Objects.requireNonNull(logs.remove(number)).close();
    }

    RatisMetadataLog log(int number) {
        return Objects.requireNonNull(logs.get(number));
    }

    /** Waits for the leader among those that run. */
    int leader() {
        return Waiting.until(
                "a leader",
                () ->
                        logs.entrySet().stream()
                                .filter(e -> e.getValue().role() instanceof Role.LeaderReady)
                                .map(Map.Entry::getKey)
                                .findFirst()
                                .orElse(null));
    }

    Outcome propose(int at, MetaCommand command) {
        return get(log(at).propose(command, requests.next(), PATIENCE));
    }

    void awaitVersion(int number, long version) {
        Waiting.until(
                "version " + version + " at " + number,
                () -> log(number).view().version() >= version ? true : null);
    }

    static <T> T get(java.util.concurrent.CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        logs.values().forEach(RatisMetadataLog::close);
    }
}
