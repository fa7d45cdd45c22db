package dev.cairn.node.metadata.grid;

import dev.cairn.node.metadata.Call;
import dev.cairn.node.metadata.CallFailed;
import dev.cairn.node.metadata.MetaCommand;
import dev.cairn.node.metadata.Outcome;
import dev.cairn.node.metadata.ProposalRoute;
import dev.cairn.node.metadata.RequestIds;
import dev.cairn.node.metadata.Switchboard;
import dev.cairn.node.metadata.TopologyWatch;
import dev.cairn.node.metadata.controller.Hint;
import dev.cairn.node.metadata.controller.HintCodec;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.topology.Topology;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * This node's part in its grid. Everything runs on one thread of its own, {@code metadata}; the
 * public methods may be called from any thread and do not block.
 */
public final class GridMetadata implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GridMetadata.class);
    private static final long GREET_MILLIS = 200;
    private static final long STEP_MILLIS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final GridSettings settings;
    private final Switchboard board;
    private final GridEffects effects;
    private final Greeter greeter;
    private final Twins twins;
    private final Reminder patience = new Reminder(PATIENCE, System.nanoTime());
    private final RequestIds requestIds = new RequestIds();
    private final ScheduledExecutorService thread = thread();
    private final TopologyWatch watch;
    private final ProposalRoute remoteRoute;
    private final HintRoute hints;
    private final Petition petition;
    private final Seat seat;
    private volatile @Nullable Membership membership;

    public GridMetadata(
            GridSettings settings, Switchboard board, Strangers strangers, GridEffects effects) {
        this.settings = settings;
        this.board = board;
        this.effects = effects;
        NodeId self = settings.self().id();
        petition = new Petition(settings.self());
        twins = new Twins(strangers, settings.self());
        greeter = new Greeter(strangers, settings.initial());
        watch = new TopologyWatch(board, thread, this::sources, this::onNewTopology);
        hints = new HintRoute(self, board, this::sources);
        remoteRoute =
                new ProposalRoute(self, board, ProposalRoute.Local.NONE, this::sources, thread);
        seat =
                new Seat(
                        settings,
                        new Seat.Surroundings(board, effects, this::propose, watch, thread));
    }

    /** Goes back to the grid this node belongs to, or looks for one to form or to join. */
    public void start() throws IOException {
        Files.createDirectories(settings.directory());
        membership = Membership.load(settings.membershipFile());
        board.on(Call.HELLO, _ -> CompletableFuture.completedFuture(greeting()));
        board.on(Call.HINTS, this::takeHints);
        board.on(Call.BECOME_VOTER, _ -> becomeVoter());
        thread.execute(
                () -> {
                    Membership known = membership;
                    if (known != null) {
                        enterUnlessTaken(known);
                    } else {
                        greet();
                    }
                });
    }

    /** Answers a call of a node that may not belong to the grid: only a greeting. */
    public CompletionStage<byte[]> answerStranger(byte[] envelope) {
        boolean hello = envelope.length == 1 && Call.HELLO.is(envelope[0]);
        return hello
                ? board.answer(envelope)
                : CompletableFuture.failedFuture(new CallFailed("strangers may only greet"));
    }

    /** The topology as known here; null before the grid is formed or found. */
    public @Nullable Topology topology() {
        return watch.latest();
    }

    /** Elections that may have lost acknowledged writes; 0 where the log is not kept. */
    public long uncleanElections() {
        var log = seat.log();
        return log == null ? 0 : log.view().uncleanElections();
    }

    /** Brings a command into the log; see {@link dev.cairn.node.metadata.MetadataLog#propose}. */
    public CompletionStage<Outcome> propose(MetaCommand command, Duration timeout) {
        var log = seat.log();
        var id = requestIds.next();
        return log != null
                ? log.propose(command, id, timeout)
                : remoteRoute.propose(command, id, timeout);
    }

    /** Waits until this version of the topology is known here. */
    public CompletionStage<Long> await(long version, Duration timeout) {
        return watch.await(version, timeout);
    }

    /**
     * Tells the leader, wherever it is, what was seen. Nothing is repeated for the caller. Liveness
     * is kept here instead and given to the controller whenever this node leads.
     */
    public void tell(List<Hint> seen) {
        execute(
                () -> {
                    List<Hint> abroad = seat.observe(seen);
                    if (!abroad.isEmpty()) {
                        hints.send(abroad, seat.leader());
                    }
                });
    }

    /** This node wishes to stop, to leave or to stay; repeated until the topology says so. */
    public void wish(NodeState state) {
        execute(
                () -> {
                    petition.wish(state);
                    speakUp();
                });
    }

    /** Lets another voter lead the log, if this node does; done when it is so or cannot be. */
    public CompletionStage<Void> resign(Duration timeout) {
        var log = seat.log();
        Topology now = watch.latest();
        if (log == null || now == null) {
            return CompletableFuture.completedFuture(null);
        }
        return withoutSelf(now.voters()).stream()
                .filter(voter -> isActive(now.node(voter)))
                .findFirst()
                .map(voter -> log.transferLeadership(voter, timeout).exceptionally(_ -> null))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    private static boolean isActive(@Nullable NodeEntry node) {
        return node != null && node.state() == NodeState.ACTIVE;
    }

    @Override
    public void close() {
        thread.shutdown();
        watch.stop();
        board.off(Call.HELLO);
        board.off(Call.HINTS);
        board.off(Call.BECOME_VOTER);
        seat.close();
    }

    private void greet() {
        greeter.greetAll().thenAccept(answers -> execute(() -> decide(answers)));
    }

    private void decide(Greetings answers) {
        switch (Formation.decide(settings.self(), answers)) {
            case Formation.Step.Found step ->
                    remember(Membership.founding(newClusterId(), step.nodes()));
            case Formation.Step.Join step -> remember(step.membership());
            case Formation.Step.Wait step -> {
                if (patience.isDue(System.nanoTime())) {
                    LOG.warn("No grid yet: {}", step.why());
                }
                thread.schedule(this::greet, GREET_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void remember(Membership grid) {
        try {
            grid.save(settings.membershipFile());
        } catch (IOException e) {
            effects.failed("the membership cannot be written: " + e.getMessage());
            return;
        }
        membership = grid;
        LOG.info("Belongs to grid {} of {} nodes", grid.clusterId(), grid.nodes().size());
        enter(grid);
    }

    /**
     * Before anything is said or voted: two processes with one name would be taken for two lives of
     * one node, and the older one for dead.
     */
    private void enterUnlessTaken(Membership grid) {
        twins.seek(grid)
                .thenAccept(
                        twin ->
                                execute(
                                        () -> {
                                            if (twin == null) {
                                                enter(grid);
                                            } else {
                                                effects.failed(aboutTwin(twin));
                                            }
                                        }));
    }

    private String aboutTwin(NodeEntry twin) {
        return ("another process runs as node %s at %s:%d; a copy of a node's directory makes no"
                        + " other node: start this one with an empty directory")
                .formatted(twin.id().brief(), twin.host(), twin.rpcPort());
    }

    private void enter(Membership grid) {
        effects.belongsTo(grid.clusterId(), grid.nodes());
        watch.start();
        try {
            seat.enter(grid);
        } catch (IOException e) {
            effects.failed("the metadata log cannot be opened: " + e.getMessage());
            return;
        }
        thread.scheduleWithFixedDelay(
                this::stepSafely, STEP_MILLIS, STEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void stepSafely() {
        try {
            speakUp();
            seat.step();
        } catch (RuntimeException e) {
            LOG.error("Metadata step failed", e);
        }
    }

    private void speakUp() {
        Hint due = petition.due(watch.latest(), System.nanoTime());
        if (due != null) {
            tell(List.of(due));
        }
    }

    private void onNewTopology(Topology topology) {
        execute(
                () -> {
                    failIfSucceeded(topology);
                    keepInTouch(topology);
                    effects.topologyChanged(topology);
                    seat.topologyChanged(topology);
                    speakUp();
                });
    }

    private void failIfSucceeded(Topology topology) {
        NodeEntry known = topology.nodes().get(settings.self().id());
        if (known != null && known.incarnation() > settings.self().incarnation()) {
            effects.failed(
                    "another process has taken its place: life %d of the node, at %s:%d"
                            .formatted(known.incarnation(), known.host(), known.rpcPort()));
        }
    }

    private void keepInTouch(Topology topology) {
        Membership before = membership;
        if (before == null) {
            return;
        }
        List<NodeEntry> nodes =
                topology.nodes().values().stream()
                        .filter(node -> node.state() != NodeState.GONE)
                        .toList();
        if (nodes.equals(before.nodes())) {
            return;
        }
        membership = before.withNodes(nodes);
        effects.belongsTo(before.clusterId(), nodes);
        try {
            before.withNodes(nodes).save(settings.membershipFile());
        } catch (IOException e) {
            LOG.warn("The membership could not be written: {}", e.toString());
        }
    }

    /** Whom to ask: the voters, else the founders, else everybody, never this node. */
    private List<NodeId> sources() {
        Topology now = watch.latest();
        Membership grid = membership;
        if (grid == null) {
            return List.of();
        }
        List<NodeId> best = now == null ? grid.founders() : now.voters();
        List<NodeId> others = withoutSelf(best);
        return others.isEmpty()
                ? withoutSelf(grid.nodes().stream().map(NodeEntry::id).toList())
                : others;
    }

    private List<NodeId> withoutSelf(List<NodeId> nodes) {
        return nodes.stream().filter(node -> !node.equals(settings.self().id())).toList();
    }

    private byte[] greeting() {
        List<String> initial =
                settings.initial().stream().map(GridSettings.Initial::toString).toList();
        return new Greeting(settings.self(), membership, initial).toBytes();
    }

    private CompletionStage<byte[]> takeHints(byte[] payload) {
        List<Hint> heard = HintCodec.decode(payload);
        return CompletableFuture.supplyAsync(() -> seat.answerHints(heard), thread);
    }

    private CompletionStage<byte[]> becomeVoter() {
        return CompletableFuture.supplyAsync(
                () -> {
                    Membership grid = membership;
                    if (grid == null) {
                        throw new CallFailed("this node belongs to no grid");
                    }
                    seat.take(grid);
                    return new byte[0];
                },
                thread);
    }

    private void execute(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException _) {
            LOG.debug("Metadata is closed");
        }
    }

    private static String newClusterId() {
        byte[] random = new byte[NodeId.LENGTH / 2];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private static ScheduledExecutorService thread() {
        var thread =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name("metadata").daemon().factory());
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return thread;
    }
}
