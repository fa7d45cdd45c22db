package dev.cairn.node.metadata.ratis;

import dev.cairn.node.metadata.DurableFile;
import dev.cairn.node.metadata.MetaCodec;
import dev.cairn.node.metadata.MetaCodec.Proposal;
import dev.cairn.node.metadata.MetaState;
import dev.cairn.node.metadata.MetaView;
import dev.cairn.node.metadata.Outcome;

import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Feeds the entries of the engine's log to a {@link MetaState}. Entries are applied on one thread
 * of the engine; unlike the engine's base class it goes through the states of a pause, without
 * which the first snapshot that is received ends the division.
 */
final class VoterMachine extends BaseStateMachine {
    private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
    private final Consumer<MetaView> applied;
    private final Events events;
    private MetaState state = new MetaState();
    private volatile MetaView view = MetaView.EMPTY;

    /** What the engine tells about itself; called on its threads. */
    interface Events {
        void leaderReady();

        void leaderChanged(@Nullable RaftPeerId leader);

        void votersChanged(RaftConfigurationProto voters);

        void failed(String why);
    }

    VoterMachine(Consumer<MetaView> applied, Events events) {
        this.applied = applied;
        this.events = events;
    }

    MetaView view() {
        return view;
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage raftStorage)
            throws IOException {
        super.initialize(server, group, raftStorage);
        storage.init(raftStorage);
        getLifeCycle().startAndTransition(this::load);
    }

    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    @Override
    public void reinitialize() throws IOException {
        storage.loadLatestSnapshot();
        getLifeCycle().startAndTransition(this::load);
    }

    @Override
    public void close() {
        getLifeCycle().checkStateAndClose();
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return storage;
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = Objects.requireNonNull(transaction.getLogEntry());
        byte[] bytes = entry.getStateMachineLogEntry().getLogData().toByteArray();
        Proposal proposal = MetaCodec.decodeProposal(bytes);
        Outcome outcome = state.apply(proposal.command(), proposal.id());
        moved(entry.getTerm(), entry.getIndex());
        return CompletableFuture.completedFuture(
                Message.valueOf(ByteString.copyFrom(MetaCodec.encode(outcome))));
    }

    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        moved(term, index);
    }

    @Override
    public long takeSnapshot() throws IOException {
        TermIndex at = getLastAppliedTermIndex();
        if (at.getIndex() < 0) {
            return -1;
        }
        byte[] bytes = MetaCodec.encodeSnapshot(state);
        Path file = storage.getSnapshotFile(at.getTerm(), at.getIndex()).toPath();
        DurableFile.write(file, bytes);
        MD5Hash digest = MD5FileUtil.computeAndSaveMd5ForFile(file.toFile());
        storage.updateLatestSnapshot(new SingleFileSnapshotInfo(new FileInfo(file, digest), at));
        return at.getIndex();
    }

    @Override
    public void notifyLeaderReady() {
        events.leaderReady();
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId member, @Nullable RaftPeerId leader) {
        events.leaderChanged(leader);
    }

    @Override
    public void notifyConfigurationChanged(
            long term, long index, RaftConfigurationProto configuration) {
        events.votersChanged(configuration);
    }

    @Override
    public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto entry) {
        events.failed("its log cannot be written: " + cause);
    }

    @Override
    public void notifyServerShutdown(RoleInfoProto role, boolean allServer) {
        events.failed("its division was closed");
    }

    private void load() throws IOException {
        SingleFileSnapshotInfo latest = storage.getLatestSnapshot();
        if (latest == null) {
            return;
        }
        Path file = latest.getFile().getPath();
        MD5Hash expected = latest.getFile().getFileDigest();
        if (expected != null) {
            MD5FileUtil.verifySavedMD5(file.toFile(), expected);
        }
        state = MetaCodec.decodeSnapshot(Files.readAllBytes(file));
        setLastAppliedTermIndex(latest.getTermIndex());
        publish(latest.getTermIndex());
    }

    private void moved(long term, long index) {
        updateLastAppliedTermIndex(term, index);
        publish(TermIndex.valueOf(term, index));
    }

    private void publish(TermIndex at) {
        view =
                new MetaView(
                        state.topology(), state.uncleanElections(), at.getTerm(), at.getIndex());
        applied.accept(view);
    }
}
