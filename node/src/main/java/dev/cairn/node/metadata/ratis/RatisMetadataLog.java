package dev.cairn.node.metadata.ratis;

import dev.cairn.node.metadata.Call;
import dev.cairn.node.metadata.CallFailed;
import dev.cairn.node.metadata.MetaCodec;
import dev.cairn.node.metadata.MetaCommand;
import dev.cairn.node.metadata.MetaView;
import dev.cairn.node.metadata.MetadataLog;
import dev.cairn.node.metadata.Outcome;
import dev.cairn.node.metadata.ProposalRoute;
import dev.cairn.node.metadata.ProposalRoute.Reply;
import dev.cairn.node.metadata.Rejection;
import dev.cairn.node.metadata.RequestId;
import dev.cairn.node.metadata.RequestIds;
import dev.cairn.node.metadata.Role;
import dev.cairn.node.metadata.Switchboard;
import dev.cairn.node.metadata.VersionWaiters;
import dev.cairn.protocol.topology.NodeId;

import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A voter's log, kept by Apache Ratis. Reads of the engine are never used for a decision: a barrier
 * is a command of its own. While a voter lags, the leader writes a small entry every second, since
 * the engine leaves an emptied peer behind for as long as the log stands still.
 */
public final class RatisMetadataLog implements MetadataLog {
    private static final Logger LOG = LoggerFactory.getLogger(RatisMetadataLog.class);
    private static final Duration CARE_TIMEOUT = Duration.ofSeconds(2);
    private static final long CARE_MILLIS = 1_000;

    /** Looks in a row without a leader that mean there is no quorum. */
    private static final int SILENT_CHECKS = 2;

    private final RatisSettings settings;
    private final Switchboard board;
    private final Listeners listeners = new Listeners();
    private final VersionWaiters waiters = new VersionWaiters();
    private final RequestIds requestIds = new RequestIds();
    private final ClientId clientId = ClientId.randomId();
    private final AtomicLong callIds = new AtomicLong();
    private final ScheduledExecutorService timer = timer();
    private final VoterMachine machine;
    private final RaftServer server;
    private final VoterChanges voterChanges;
    private final ProposalRoute route;
    private int silentChecks;
    private volatile boolean closed;

    private RatisMetadataLog(RatisSettings settings, Switchboard board) throws IOException {
        this.settings = settings;
        this.board = board;
        this.machine = new VoterMachine(this::applied, new EngineEvents());
        var peers = VoterChanges.peers(settings.founders());
        this.server =
                RaftServer.newBuilder()
                        .setServerId(RaftPeerId.valueOf(settings.self().hex()))
                        .setGroup(RaftGroup.valueOf(settings.groupId(), peers))
                        .setOption(RaftStorage.StartupOption.RECOVER)
                        .setProperties(EngineProperties.of(settings))
                        .setParameters(EnvelopeRpc.parameters(board))
                        .setStateMachine(machine)
                        .build();
        this.voterChanges = new VoterChanges(settings, server, board);
        this.route =
                new ProposalRoute(
                        settings.self(), board, this::submit, this::votersSelfFirst, timer);
    }

    /**
     * Starts or recovers the engine; it elects, applies and answers from then on.
     *
     * @throws IOException when its directory cannot be used, belongs to another grid or was emptied
     */
    public static RatisMetadataLog start(RatisSettings settings, Switchboard board)
            throws IOException {
        Files.createDirectories(settings.directory());
        var marker = new VoterMarker(settings.directory());
        marker.check(settings.clusterId());
        var log = new RatisMetadataLog(settings, board);
        try {
            log.server.start();
            marker.leave(settings.clusterId());
        } catch (IOException | RuntimeException e) {
            log.close();
            throw e;
        }
        board.on(Call.VOTER_STATUS, _ -> CompletableFuture.completedFuture(log.status()));
        log.route.serve();
        log.timer.scheduleWithFixedDelay(
                log::care, CARE_MILLIS, CARE_MILLIS, TimeUnit.MILLISECONDS);
        return log;
    }

    /** Whether a log was ever kept in this directory. */
    public static boolean exists(Path directory) {
        return new VoterMarker(directory).exists();
    }

    @Override
    public CompletionStage<Outcome> propose(MetaCommand command, RequestId id, Duration timeout) {
        return route.propose(command, id, timeout);
    }

    @Override
    public CompletionStage<Long> readBarrier(Duration timeout) {
        return waiters.afterTick(this, requestIds.next(), timeout);
    }

    @Override
    public MetaView view() {
        return machine.view();
    }

    @Override
    public void onApplied(AppliedListener listener) {
        listeners.add(listener);
    }

    @Override
    public void onRole(RoleListener listener) {
        listeners.add(listener);
    }

    /** What this node is to the log at the moment. */
    public Role role() {
        return listeners.role();
    }

    /** Who votes now, as this engine knows it. */
    public List<NodeId> voters() {
        return voterChanges.voters();
    }

    @Override
    public CompletionStage<Void> changeVoters(
            List<NodeId> expected, List<NodeId> next, Duration timeout) {
        return CompletableFuture.runAsync(
                () -> voterChanges.change(expected, next, timeout),
                task -> Thread.ofVirtual().name("metadata-voters").start(task));
    }

    @Override
    public CompletionStage<Void> transferLeadership(NodeId to, Duration timeout) {
        var request =
                new TransferLeadershipRequest(
                        clientId,
                        server.getId(),
                        settings.groupId(),
                        callIds.incrementAndGet(),
                        RaftPeerId.valueOf(to.hex()),
                        timeout.toMillis());
        try {
            return server.transferLeadershipAsync(request).thenAccept(RatisMetadataLog::require);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(new CallFailed(String.valueOf(e), e));
        }
    }

    @Override
    public void close() {
        closed = true;
        timer.shutdownNow();
        board.off(Call.PROPOSE);
        board.off(Call.VOTER_STATUS);
        try {
            server.close();
        } catch (IOException e) {
            LOG.warn("Metadata engine did not close cleanly: {}", e.toString());
        }
        waiters.fail("the log is closed");
    }

    /** Puts a proposal into the engine when it leads; never waits for another node to lead. */
    private CompletionStage<Reply> submit(byte[] proposal, Duration timeout) {
        try {
            DivisionInfo now = division().getInfo();
            if (!now.isLeader() || !now.isLeaderReady()) {
                return CompletableFuture.completedFuture(ProposalRoute.notLeader(leader(now)));
            }
            if (proposal.length > EngineProperties.MAX_ENTRY_BYTES / 2) {
                Outcome tooLong = new Outcome.Rejected(Rejection.MALFORMED);
                return CompletableFuture.completedFuture(ProposalRoute.decided(tooLong));
            }
            return server.submitClientRequestAsync(write(proposal))
                    .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .handle(RatisMetadataLog::reply);
        } catch (IOException e) {
            return CompletableFuture.completedFuture(unknown(e));
        }
    }

    private RaftClientRequest write(byte[] proposal) {
        return RaftClientRequest.newBuilder()
                .setClientId(clientId)
                .setServerId(server.getId())
                .setGroupId(settings.groupId())
                .setCallId(callIds.incrementAndGet())
                .setMessage(Message.valueOf(ByteString.copyFrom(proposal)))
                .setType(RaftClientRequest.writeRequestType())
                .build();
    }

    private static Reply reply(@Nullable RaftClientReply reply, @Nullable Throwable failure) {
        if (reply == null) {
            return unknown(failure);
        }
        if (reply.isSuccess()) {
            byte[] outcome = reply.getMessage().getContent().toByteArray();
            return ProposalRoute.decided(MetaCodec.decodeOutcome(outcome));
        }
        if (reply.getException() instanceof NotLeaderException elsewhere) {
            RaftPeer leader = elsewhere.getSuggestedLeader();
            return ProposalRoute.notLeader(leader == null ? null : nodeId(leader.getId()));
        }
        return unknown(reply.getException());
    }

    private static Reply unknown(@Nullable Throwable failure) {
        return ProposalRoute.decided(new Outcome.Unknown(String.valueOf(failure)));
    }

    private static void require(RaftClientReply reply) {
        if (!reply.isSuccess()) {
            throw new CallFailed(String.valueOf(reply.getException()), reply.getException());
        }
    }

    private void applied(MetaView view) {
        listeners.applied(view);
        waiters.reached(view.version());
    }

    /** Once a second: writes while a voter lags; looks for a leader and a living engine. */
    private void care() {
        try {
            RaftServer.Division division = division();
            DivisionInfo now = division.getInfo();
            silentChecks = now.getLeaderId() == null ? silentChecks + 1 : 0;
            if (!now.isAlive()) {
                listeners.changed(new Role.Failed("its division was closed"));
            } else if (silentChecks >= SILENT_CHECKS) {
                listeners.changed(new Role.NoQuorum());
            } else if (now.isLeader() && now.isLeaderReady() && anyVoterLags(division)) {
                propose(new MetaCommand.Tick(), requestIds.next(), CARE_TIMEOUT);
            }
        } catch (IOException e) {
            listeners.changed(new Role.Failed(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            LOG.warn("Metadata engine could not be looked after: {}", e.toString());
        }
    }

    private static boolean anyVoterLags(RaftServer.Division division) {
        long committed = division.getRaftLog().getLastCommittedIndex();
        long[] matched = division.getInfo().getFollowerMatchIndices();
        if (matched == null) {
            return false;
        }
        for (long index : matched) {
            if (index < committed) {
                return true;
            }
        }
        return false;
    }

    private byte[] status() {
        try {
            String state = division().getInfo().getLifeCycleState().name();
            return state.getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CallFailed("no division: " + e.getMessage(), e);
        }
    }

    private RaftServer.Division division() throws IOException {
        return server.getDivision(settings.groupId());
    }

    private List<NodeId> votersSelfFirst() {
        List<NodeId> voters = new ArrayList<>(voters());
        voters.remove(settings.self());
        voters.add(0, settings.self());
        return voters;
    }

    private static @Nullable NodeId leader(DivisionInfo division) {
        RaftPeerId leader = division.getLeaderId();
        return leader == null ? null : nodeId(leader);
    }

    private static NodeId nodeId(RaftPeerId peer) {
        return new NodeId(peer.toString());
    }

    private static ScheduledExecutorService timer() {
        var timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name("metadata-timer").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** Turns the engine's notifications into roles. */
    private final class EngineEvents implements VoterMachine.Events {
        private boolean voted;

        @Override
        public void leaderReady() {
            try {
                listeners.changed(new Role.LeaderReady(division().getInfo().getCurrentTerm()));
            } catch (IOException e) {
                failed(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public void leaderChanged(@Nullable RaftPeerId leader) {
            if (leader == null || !nodeId(leader).equals(settings.self())) {
                listeners.changed(new Role.Follower(leader == null ? null : nodeId(leader)));
            }
        }

        /** A joiner hears of old voters first, among whom it is not; that is no removal. */
        @Override
        public void votersChanged(RaftConfigurationProto voters) {
            boolean votesNow =
                    voters.getPeersList().stream()
                            .anyMatch(p -> p.getId().toStringUtf8().equals(settings.self().hex()));
            if (voted && !votesNow && voters.getOldPeersList().isEmpty()) {
                listeners.changed(new Role.Removed());
            }
            voted = votesNow;
        }

        @Override
        public void failed(String why) {
            if (!closed) {
                listeners.changed(new Role.Failed(why));
            }
        }
    }
}
