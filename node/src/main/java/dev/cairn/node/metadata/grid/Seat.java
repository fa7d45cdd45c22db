package dev.cairn.node.metadata.grid;

import dev.cairn.node.metadata.Call;
import dev.cairn.node.metadata.CallFailed;
import dev.cairn.node.metadata.MetaCommand;
import dev.cairn.node.metadata.MetaView;
import dev.cairn.node.metadata.MetadataLog;
import dev.cairn.node.metadata.Outcome;
import dev.cairn.node.metadata.Role;
import dev.cairn.node.metadata.Switchboard;
import dev.cairn.node.metadata.TopologyWatch;
import dev.cairn.node.metadata.controller.Action;
import dev.cairn.node.metadata.controller.Controller;
import dev.cairn.node.metadata.controller.Hint;
import dev.cairn.node.metadata.controller.InitialPlacement;
import dev.cairn.node.metadata.ratis.RatisMetadataLog;
import dev.cairn.node.metadata.ratis.RatisSettings;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.Topology;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * This node's seat among the voters, taken or empty, and the controller for as long as it leads.
 * Confined to the thread of {@link GridMetadata}, except where it says otherwise.
 */
final class Seat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Seat.class);
    private static final Duration PROPOSAL = Duration.ofSeconds(2);
    private static final Duration INVITATION = Duration.ofSeconds(5);
    private static final Duration CHANGE = Duration.ofSeconds(20);
    private static final int STEPS_PER_LOOK = 20;

    private final GridSettings settings;
    private final Surroundings around;
    private final Map<NodeId, Hint.Liveness> liveness = new HashMap<>();
    private volatile @Nullable RatisMetadataLog log;
    private @Nullable Controller controller;
    private @Nullable Membership grid;
    private Role role = new Role.Follower(null);
    private boolean changingVoters;
    private boolean closed;
    private long steps;

    /** Brings commands into the log. */
    interface Proposer {
        CompletionStage<Outcome> propose(MetaCommand command, Duration timeout);
    }

    /** What a seat reaches for; the thread is the one it is confined to. */
    record Surroundings(
            Switchboard board,
            GridEffects effects,
            Proposer proposer,
            TopologyWatch watch,
            Executor thread) {}

    Seat(GridSettings settings, Surroundings around) {
        this.settings = settings;
        this.around = around;
    }

    /** The log that is kept here; null for a node that does not vote. From any thread. */
    @Nullable RatisMetadataLog log() {
        return log;
    }

    /** Who leads, as this voter has heard; null if it has not, or does not vote. */
    @Nullable NodeId leader() {
        return role instanceof Role.Follower follower ? follower.leader() : null;
    }

    /** Takes the seat again if this node founded the grid or ever voted. */
    void enter(Membership membership) throws IOException {
        grid = membership;
        boolean founder = membership.founders().contains(settings.self().id());
        if (founder || RatisMetadataLog.exists(settings.logDirectory())) {
            open(membership);
        }
    }

    /** Takes the seat because the leader says so. */
    void take(Membership membership) {
        if (log != null) {
            return;
        }
        try {
            open(membership);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void open(Membership membership) throws IOException {
        List<NodeId> founders =
                membership.founders().contains(settings.self().id())
                        ? membership.founders()
                        : List.of();
        var engine =
                new RatisSettings(
                        settings.self().id(),
                        membership.clusterId(),
                        founders,
                        settings.logDirectory(),
                        settings.engine());
        RatisMetadataLog opened = RatisMetadataLog.start(engine, around.board());
        log = opened;
        opened.onApplied(this::applied);
        opened.onRole(next -> around.thread().execute(() -> roleChanged(next)));
    }

    private void applied(MetaView view) {
        Topology topology = view.topology();
        if (topology != null) {
            around.watch().learned(topology);
        }
    }

    private void roleChanged(Role next) {
        LOG.info("Metadata role: {}", next);
        role = next;
        controller = null;
        switch (next) {
            case Role.LeaderReady _ -> {
                controller = new Controller(settings.tuning(), System.nanoTime());
                liveness.values().forEach(this::note);
            }
            case Role.Failed failure -> around.effects().failed(failure.why());
            case Role.Removed _, Role.Follower _, Role.NoQuorum _ -> {}
        }
    }

    /** Leaves the seat when the others have agreed that it is no longer needed. */
    void topologyChanged(Topology topology) {
        RatisMetadataLog held = log;
        boolean listed = topology.voters().contains(settings.self().id());
        if (held != null && role instanceof Role.Removed && !listed) {
            log = null;
            role = new Role.Follower(null);
            Thread.ofVirtual().name("metadata-close").start(held::close);
        }
        step();
    }

    /** Notes what was seen here; gives back what must be told to the leader elsewhere. */
    List<Hint> observe(List<Hint> seen) {
        List<Hint> abroad = new ArrayList<>();
        for (Hint hint : seen) {
            if (hint instanceof Hint.Liveness sign) {
                liveness.put(sign.node(), sign);
                note(sign);
            } else if (controller != null) {
                note(hint);
            } else {
                abroad.add(hint);
            }
        }
        if (controller != null) {
            step();
        }
        return abroad;
    }

    /** Takes hints of others when this node leads, else says who does. */
    byte[] answerHints(List<Hint> heard) {
        if (controller == null) {
            return HintRoute.askElsewhere(leader());
        }
        heard.forEach(this::note);
        step();
        return HintRoute.taken();
    }

    private void note(Hint hint) {
        if (controller != null) {
            controller.observe(hint, System.nanoTime());
        }
    }

    /** Lets the controller decide, while this node leads. */
    void step() {
        RatisMetadataLog held = log;
        Controller leading = controller;
        if (held == null || leading == null || closed) {
            return;
        }
        steps++;
        MetaView view = held.view();
        if (view.topology() == null) {
            if (steps % STEPS_PER_LOOK == 1) {
                form();
            }
            return;
        }
        if (steps % STEPS_PER_LOOK == 0) {
            note(new Hint.EngineVoters(held.voters()));
        }
        leading.step(view, System.nanoTime()).forEach(action -> carryOut(held, action));
    }

    private void form() {
        Membership founding = grid;
        if (founding == null || founding.founders().isEmpty()) {
            return;
        }
        List<NodeEntry> nodes = founding.nodes();
        List<NodeId> ids = nodes.stream().map(NodeEntry::id).toList();
        var placement = InitialPlacement.of(ids, settings.cluster());
        around.proposer()
                .propose(
                        new MetaCommand.FormCluster(
                                founding.clusterId(),
                                settings.cluster(),
                                nodes,
                                placement,
                                founding.founders()),
                        PROPOSAL);
    }

    private void carryOut(MetadataLog held, Action action) {
        switch (action) {
            case Action.Propose a -> around.proposer().propose(a.command(), PROPOSAL);
            case Action.Fence a -> around.effects().fence(a.to(), a.orders());
            case Action.HandOver a -> around.effects().handOver(a.primary(), a.orders());
            case Action.ChangeVoters a -> changeVoters(held, a);
        }
    }

    private void changeVoters(MetadataLog held, Action.ChangeVoters change) {
        if (changingVoters) {
            return;
        }
        changingVoters = true;
        LOG.info("Voters: {} -> {}", change.expected(), change.next());
        List<CompletableFuture<byte[]>> invitations = new ArrayList<>();
        for (NodeId node : change.next()) {
            if (!change.expected().contains(node)) {
                invitations.add(
                        around.board()
                                .call(node, Call.BECOME_VOTER, new byte[0], INVITATION)
                                .toCompletableFuture());
            }
        }
        CompletableFuture.allOf(invitations.toArray(CompletableFuture[]::new))
                .thenCompose(_ -> held.changeVoters(change.expected(), change.next(), CHANGE))
                .whenCompleteAsync(
                        (_, failure) -> {
                            changingVoters = false;
                            if (failure != null) {
                                LOG.warn("Voters unchanged: {}", CallFailed.reason(failure));
                            } else {
                                LOG.info("Voters are {}", change.next());
                            }
                        },
                        around.thread());
    }

    /** From any thread, once the thread has ended. */
    @Override
    public void close() {
        closed = true;
        RatisMetadataLog held = log;
        if (held != null) {
            held.close();
        }
    }
}
