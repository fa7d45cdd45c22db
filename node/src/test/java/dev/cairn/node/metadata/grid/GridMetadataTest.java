package dev.cairn.node.metadata.grid;

import static dev.cairn.node.metadata.Grids.id;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.metadata.Grids;
import dev.cairn.node.metadata.MetaCommand;
import dev.cairn.node.metadata.Switchboard;
import dev.cairn.node.metadata.TestNetwork;
import dev.cairn.node.metadata.WaitingTest;
import dev.cairn.node.metadata.controller.Action;
import dev.cairn.node.metadata.controller.Hint;
import dev.cairn.node.metadata.controller.Tuning;
import dev.cairn.node.metadata.ratis.RatisSettings;
import dev.cairn.node.metadata.ratis.Waiting;
import dev.cairn.protocol.topology.ClusterSettings;
import dev.cairn.protocol.topology.Durability;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.topology.Topology;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Whole nodes' metadata over an in-memory network: engine, watch, hints and controller. */
@Timeout(120)
final class GridMetadataTest {
    private static final ClusterSettings SMALL =
            new ClusterSettings(16, 3, 2, Durability.REPLICATED);

    @TempDir Path directory;
    private final TestNetwork network = new TestNetwork();
    private final Map<Integer, GridMetadata> nodes = new ConcurrentHashMap<>();
    private final Map<NodeId, Effects> effects = new ConcurrentHashMap<>();
    private final Set<Integer> mayFail = ConcurrentHashMap.newKeySet();
    private final Map<Integer, String> failures = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> lives = new ConcurrentHashMap<>();

    @AfterEach
    void closeAll() {
        nodes.values().forEach(GridMetadata::close);
    }

    @WaitingTest
    void threeNodesFormOneGridAndAFourthJoinsIt() throws IOException {
        startAll(1, 2, 3);
        awaitAll(t -> t.nodes().size() == 3);
        assertThat(topology(1).voters()).containsExactly(id(1), id(2), id(3));
        assertThat(topology(1).clusterId()).isEqualTo(topology(3).clusterId());

        start(4, 1, 3);
        awaitAll(t -> t.nodes().containsKey(id(4)));
        awaitAll(t -> t.shards().stream().anyMatch(shard -> shard.learners().contains(id(4))));
    }

    @WaitingTest
    void aNodeThatIsLostIsReplacedByTheOthersAndComesBack() throws IOException {
        startAll(1, 2, 3);
        awaitAll(t -> t.nodes().size() == 3);
        stop(1);
        for (int witness = 2; witness <= 3; witness++) {
            node(witness).tell(List.of(new Hint.Liveness(id(1), 1, false)));
        }
        awaitAll(
                t ->
                        t.shards().stream()
                                .noneMatch(s -> s.primary() == null || id(1).equals(s.primary())));

        start(1, 2, 3);
        awaitAll(t -> Objects.requireNonNull(t.node(id(1))).incarnation() == 2);
    }

    @WaitingTest
    void aNodeThatStopsHandsOverItsPrimaries() throws IOException {
        startAll(1, 2, 3);
        awaitAll(t -> t.nodes().size() == 3);
        node(2).wish(NodeState.STOPPING);

        awaitAll(
                t ->
                        t.shards().stream()
                                .noneMatch(s -> s.hasInSync(id(2)) || id(2).equals(s.primary())));
        assertThat(topology(1).shards()).allMatch(s -> s.isHeldBy(id(2)));
    }

    @WaitingTest
    void oneNodeIsAGridAndGrowsItsVotersToThree() throws IOException {
        start(1, 1, 1);
        awaitAll(t -> t.voters().equals(List.of(id(1))));
        start(2, 1, 1);
        start(3, 1, 1);

        awaitAll(t -> t.voters().size() == 3);
    }

    @WaitingTest
    void whoFindsThatAnotherProcessHasTakenItsPlaceFails() throws IOException {
        startAll(1, 2, 3);
        awaitAll(t -> t.nodes().size() == 3);
        mayFail.add(2);
        var successor = new MetaCommand.UpdateNode(1, Grids.node(2, 9));
        node(1).propose(successor, Duration.ofSeconds(10)).toCompletableFuture().join();
        Waiting.until("the failure of node 2", () -> failures.get(2));
        assertThat(failures).containsOnlyKeys(2);
        assertThat(failures.get(2)).startsWith("another process has taken its place: life 9");
    }

    private void startAll(int... numbers) throws IOException {
        for (int number : numbers) {
            start(number, 1, 3);
        }
    }

    /** Starts a node in its next life; it looks for a grid at these initial nodes. */
    private void start(int number, int firstInitial, int lastInitial) throws IOException {
        int life = lives.merge(number, 1, Integer::sum);
        NodeEntry self = Grids.node(number, life);
        var initial =
                IntStream.rangeClosed(firstInitial, lastInitial)
                        .mapToObj(i -> new GridSettings.Initial("127.0.0.1", 16379 + i))
                        .toList();
        var settings =
                new GridSettings(
                        self,
                        initial,
                        directory.resolve("node-" + number),
                        SMALL,
                        new RatisSettings.Timing(150, 300, 1_000, 4_096),
                        Tuning.STANDARD);
        var board = new Switchboard(network.transport(self.id()));
        var wanted = new Effects(self);
        var node = new GridMetadata(settings, board, strangers(self.id()), wanted);
        wanted.node.set(node);
        nodes.put(number, node);
        node.start();
    }

    private void stop(int number) {
        network.remove(id(number));
        Objects.requireNonNull(nodes.remove(number)).close();
    }

    private Strangers strangers(NodeId self) {
        return (_, port, envelope, deadline) ->
                network.transport(self).call(id(port - 16379), envelope, deadline);
    }

    private GridMetadata node(int number) {
        return Objects.requireNonNull(nodes.get(number));
    }

    private Topology topology(int number) {
        return Objects.requireNonNull(node(number).topology());
    }

    private void awaitAll(Predicate<Topology> condition) {
        nodes.forEach(
                (number, node) ->
                        Waiting.until(
                                "the topology of node " + number,
                                () -> met(node.topology(), condition)));
    }

    private static @Nullable Boolean met(
            @Nullable Topology topology, Predicate<Topology> condition) {
        return topology != null && condition.test(topology) ? true : null;
    }

    /** A node whose logs are empty and whose hand-overs succeed at once. */
    private final class Effects implements GridEffects {
        private final NodeEntry self;
        private final AtomicReference<@Nullable GridMetadata> node = new AtomicReference<>();

        Effects(NodeEntry self) {
            this.self = self;
            effects.put(self.id(), this);
        }

        @Override
        public void belongsTo(String clusterId, List<NodeEntry> nodes) {}

        @Override
        public void topologyChanged(Topology topology) {}

        @Override
        public void fence(NodeId to, List<Action.FenceOrder> orders) {
            Effects target = Objects.requireNonNull(effects.get(to));
            List<Hint> ends =
                    orders.stream()
                            .<Hint>map(
                                    o ->
                                            new Hint.LogEnd(
                                                    o.shard(),
                                                    o.term(),
                                                    o.version(),
                                                    target.self.member(),
                                                    0,
                                                    0))
                            .toList();
            Objects.requireNonNull(target.node.get()).tell(ends);
        }

        @Override
        public void handOver(NodeId primary, List<Action.HandOverOrder> orders) {
            for (Action.HandOverOrder order : orders) {
                var at = new MetaCommand.ShardVersion(order.shard(), order.term(), order.version());
                Objects.requireNonNull(node.get())
                        .propose(
                                new MetaCommand.TransferPrimary(at, order.to()),
                                Duration.ofSeconds(2));
            }
        }

        @Override
        public void failed(String why) {
            int number = Integer.parseInt(self.id().hex(), 16);
            assertThat(mayFail).as(why).contains(number);
            failures.put(number, why);
        }
    }
}
