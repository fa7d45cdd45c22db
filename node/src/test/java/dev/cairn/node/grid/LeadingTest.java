package dev.cairn.node.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.command.CommandTable;
import dev.cairn.node.config.Settings;
import dev.cairn.node.metadata.MetaCommand;
import dev.cairn.node.metadata.MetaCommand.AdmitInSync;
import dev.cairn.node.metadata.MetaCommand.ShardVersion;
import dev.cairn.node.metadata.Outcome;
import dev.cairn.node.metadata.Rejection;
import dev.cairn.node.metadata.controller.Hint;
import dev.cairn.node.metrics.Counter;
import dev.cairn.node.metrics.Counters;
import dev.cairn.node.shard.ShardLog;
import dev.cairn.node.shard.ShardTask;
import dev.cairn.node.shard.Shards;
import dev.cairn.protocol.resp.Refusal;
import dev.cairn.protocol.topology.ClusterSettings;
import dev.cairn.protocol.topology.Durability;
import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeAddress;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.protocol.topology.StoreId;
import dev.cairn.protocol.topology.Topology;
import dev.cairn.replication.log.LogEnd;
import dev.cairn.replication.message.Message;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A shard that this node leads, among peers that answer beacons and acknowledge what they get. */
@Timeout(60)
class LeadingTest implements Surroundings {
    private static final Member SELF = member("a");
    private static final Member IN_SYNC = member("b");
    private static final Member OTHER = member("c");

    private static final int UNCOMMITTED_BYTES = 10_000;

    private Durability durability = Durability.REPLICATED;
    private final AtomicInteger room = new AtomicInteger(Integer.MAX_VALUE);
    private final Queue<Message> bulk = new ConcurrentLinkedQueue<>();
    private final Queue<NodeId> announced = new ConcurrentLinkedQueue<>();
    private final Queue<NodeId> appended = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<Proposal> proposals = new LinkedBlockingQueue<>();
    private final Set<NodeId> mute = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<NodeId> unanswered = new LinkedBlockingQueue<>();
    private final Counters counters = new Counters();
    private final Shards store = new Shards(1, Runnable::run);
    private final GridShards shards =
            new GridShards(
                    SELF,
                    pace(),
                    new GridShards.Makings(CommandTable.of(List.of()), new Settings(), counters),
                    store,
                    this);

    /** A change that the shard wants, and what it is to hear of it. */
    private record Proposal(MetaCommand change, CompletableFuture<Outcome> outcome) {}

    @AfterEach
    void close() {
        shards.close();
    }

    @Test
    void aLearnerIsFilledAndAdmitted() throws InterruptedException {
        lead(List.of(OTHER.node()));
        shards.received(OTHER.node(), new Message.Attach(0, 1, 1, LogEnd.NONE, 0));
        var expected = new AdmitInSync(new ShardVersion(0, 1, 1), OTHER);
        assertThat(nextProposal().change()).isEqualTo(expected);
    }

    @Test
    void whoMayHaveBeenAdmittedCountsUntilTheEntrySaysWhetherHeWas() throws InterruptedException {
        lead(List.of());
        shards.received(OTHER.node(), new Message.Attach(0, 1, 1, LogEnd.NONE, 0));
        nextProposal().outcome().complete(new Outcome.Unknown("no answer"));
        var again = new Outcome.Rejected(Rejection.STALE_VERSION);
        nextProposal().outcome().complete(again);
        assertThat(isCommittedWithout(OTHER)).isFalse();
    }

    @Test
    void whoWasRejectedCountsNoMore() throws InterruptedException {
        lead(List.of());
        shards.received(OTHER.node(), new Message.Attach(0, 1, 1, LogEnd.NONE, 0));
        Proposal proposal = nextProposal();
        assertThat(isCommittedWithout(OTHER)).isFalse();
        proposal.outcome().complete(new Outcome.Rejected(Rejection.STALE_NODE_STATE));
        assertThat(isCommittedWithout(OTHER)).isTrue();
    }

    @Test
    void anImpatientReplicaIsNotFilledAnew() {
        leadWithoutTime(List.of());
        attachWithAnotherLog();
        attachWithAnotherLog();
        assertThat(bulk).containsExactly(begin(1), end(1));
        shards.fillBroken(OTHER.node());
        attachWithAnotherLog();
        assertThat(bulk).containsExactly(begin(1), end(1), begin(2), end(2));
        assertThat(counters.sum(Counter.FULL_SYNCS)).isEqualTo(2);
        assertThat(counters.sum(Counter.PARTIAL_SYNCS_REFUSED)).isEqualTo(1);
    }

    @Test
    void aReplicaThatHasMoreThanTheSnapshotGoesOnFromThere() {
        leadWithoutTime(List.of());
        mute.add(OTHER.node());
        attachWithAnotherLog();
        inside(log -> log.append(new byte[1]));
        assertThat(appended).doesNotContain(OTHER.node());
        shards.received(OTHER.node(), new Message.Ack(0, 1, 1, 2, 0));
        assertThat(appended).contains(OTHER.node());
    }

    @Test
    void aReplicaThatNeedsNoSnapshotAnyMoreGetsNoneToItsEnd() {
        leadWithoutTime(List.of());
        room.set(1);
        attachWithAnotherLog();
        assertThat(bulk).containsExactly(begin(1));
        shards.received(OTHER.node(), new Message.Attach(0, 1, 1, new LogEnd(1, 1), 1));
        room.set(Integer.MAX_VALUE);
        attachWithAnotherLog();
        assertThat(bulk).containsExactly(begin(1), begin(2), end(2));
        assertThat(counters.sum(Counter.FULL_SYNCS)).isEqualTo(2);
        assertThat(counters.sum(Counter.PARTIAL_SYNCS)).isEqualTo(2);
    }

    @Test
    void nothingIsWrittenWhileTooMuchWaitsForReplicas() {
        lead(List.of());
        while (shards.servedCount() == 0) {
            Thread.onSpinWait();
        }
        long served = System.nanoTime();
        mute.add(IN_SYNC.node());
        long offset = inside(log -> log.append(new byte[UNCOMMITTED_BYTES]));
        assertThat(objection(true, served)).isEqualTo(Refusal.TRYAGAIN);
        assertThat(objection(false, served)).isNull();

        shards.received(IN_SYNC.node(), new Message.Ack(0, 1, 1, offset, 0));
        assertThat(objection(true, served)).isNull();
    }

    @Test
    void whereNoReplyWaitsNoWriteDoesEither() {
        durability = Durability.ASYNC;
        lead(List.of());
        while (shards.servedCount() == 0) {
            Thread.onSpinWait();
        }
        long served = System.nanoTime();
        mute.add(IN_SYNC.node());
        inside(log -> log.append(new byte[UNCOMMITTED_BYTES]));
        assertThat(objection(true, served)).isNull();
    }

    @Test
    void whoHandsOverRunsNothingBeforeTheEntrySaysWhoLeads() throws InterruptedException {
        lead(List.of());
        shards.received(OTHER.node(), new Message.HandOver(0, 1, 1, IN_SYNC.node()));
        Proposal transfer = nextProposal();
        assertThat(announced).containsExactly(IN_SYNC.node());
        assertThat(inside(ShardLog::isChangingHands)).isTrue();
        transfer.outcome().complete(new Outcome.Rejected(Rejection.STALE_TERM));
        assertThat(inside(ShardLog::isChangingHands)).isTrue();
    }

    @Test
    void aTransferThatWasRefusedIsOver() throws InterruptedException {
        lead(List.of());
        shards.received(OTHER.node(), new Message.HandOver(0, 1, 1, IN_SYNC.node()));
        Proposal transfer = nextProposal();
        var waiting = new AtomicInteger();
        inside(log -> waitingFor(log, waiting));
        transfer.outcome().complete(new Outcome.Rejected(Rejection.NOT_IN_SYNC));
        assertThat(inside(ShardLog::isChangingHands)).isFalse();
        assertThat(waiting).hasValue(1);
    }

    private static boolean waitingFor(ShardLog log, AtomicInteger told) {
        log.whenSettled(told::incrementAndGet);
        return true;
    }

    private @Nullable Refusal objection(boolean writes, long nowNanos) {
        var refused = inside(log -> log.objection(writes, nowNanos));
        return refused == null ? null : refused.refusal();
    }

    private static Message begin(long filling) {
        return new Message.SnapshotBegin(0, 1, filling, new LogEnd(1, 1));
    }

    private static Message end(long filling) {
        return new Message.SnapshotEnd(0, 1, filling, 0, 0);
    }

    /** A replica has executed what is not in the log: only a snapshot helps. */
    private void attachWithAnotherLog() {
        shards.received(OTHER.node(), new Message.Attach(0, 1, 1, new LogEnd(1, 9), 9));
    }

    /** Whether a record is committed that all have but this member. */
    private boolean isCommittedWithout(Member member) {
        mute.add(member.node());
        long offset = inside(log -> log.append(new byte[1]));
        return inside(ShardLog::committed) >= offset;
    }

    private <T extends @Nullable Object> T inside(Function<ShardLog, T> task) {
        var result = new CompletableFuture<T>();
        store.at(0)
                .submit(
                        shard -> {
                            result.complete(task.apply(shard.log()));
                            return ShardTask.Then.LEAVE;
                        });
        return result.join();
    }

    @Test
    void nothingIsServedWithoutTheLeaseOfWhoeverMayBeElected() throws InterruptedException {
        mute.add(OTHER.node());
        var alone = List.of(SELF);
        shards.topologyChanged(topology(alone, List.of(OTHER.node()), List.of()));
        shards.start();
        for (int beacons = 0; beacons < 4; beacons++) {
            assertThat(unanswered.poll(20, TimeUnit.SECONDS)).isEqualTo(OTHER.node());
            assertThat(shards.servedCount()).isZero();
        }
        mute.clear();
        while (shards.servedCount() == 0) {
            Thread.onSpinWait();
        }
    }

    private void lead(List<NodeId> learners) {
        leadWithoutTime(learners);
        shards.start();
    }

    private void leadWithoutTime(List<NodeId> learners) {
        shards.topologyChanged(topology(List.of(SELF, IN_SYNC), List.of(), learners));
        shards.received(IN_SYNC.node(), new Message.Attach(0, 1, 1, LogEnd.NONE, 0));
    }

    private Proposal nextProposal() throws InterruptedException {
        Proposal next = proposals.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("a proposal").isNotNull();
        return next;
    }

    private Topology topology(List<Member> inSync, List<NodeId> eligible, List<NodeId> learners) {
        var replicas =
                Stream.of(IN_SYNC, OTHER)
                        .map(Member::node)
                        .filter(node -> !learners.contains(node))
                        .toList();
        var entry = new ShardEntry(0, 1, 1, SELF.node(), replicas, inSync, eligible, learners);
        Map<NodeId, NodeEntry> nodes =
                Stream.of(SELF, IN_SYNC, OTHER)
                        .map(LeadingTest::node)
                        .collect(Collectors.toMap(NodeEntry::id, Function.identity()));
        var settings = new ClusterSettings(1, 3, 2, durability);
        return new Topology("grid", 1, settings, nodes, List.of(entry), List.of(SELF.node()));
    }

    private static Pace pace() {
        var pace = Pace.scaled(20, 1);
        return new Pace(
                pace.leases(),
                pace.primary(),
                pace.attachAgainNanos(),
                pace.logBytes(),
                UNCOMMITTED_BYTES);
    }

    private static NodeEntry node(Member member) {
        return new NodeEntry(
                member.node(),
                new StoreId(new UUID(1, member.node().hashCode())),
                member.incarnation(),
                new NodeAddress("127.0.0.1", 1, 2, 0),
                NodeState.ACTIVE);
    }

    private static Member member(String letter) {
        return new Member(new NodeId(letter.repeat(40)), 1);
    }

    @Override
    public boolean send(NodeId to, Message message) {
        switch (message) {
            case Message.Beacon _ when mute.contains(to) -> unanswered.add(to);
            case Message.Beacon beacon ->
                    shards.received(to, new Message.BeaconAck(beacon.sentNanos(), 1, List.of()));
            case Message.SnapshotBegin _, Message.SnapshotEnd _ -> bulk.add(message);
            case Message.HandOver _ -> announced.add(to);
            case Message.Append append when mute.contains(to) -> appended.add(to);
            case Message.Append append -> {
                long received = append.previous().offset() + append.records().size();
                shards.received(to, new Message.Ack(0, append.term(), 1, received, 0));
            }
            default -> {}
        }
        return true;
    }

    @Override
    public boolean isCongested(NodeId to) {
        return room.getAndDecrement() <= 0;
    }

    @Override
    public CompletionStage<Outcome> propose(MetaCommand change) {
        return new CompletableFuture<>() {
            @Override
            public CompletableFuture<Void> thenAccept(Consumer<? super Outcome> listener) {
                var heard = super.thenAccept(listener);
                proposals.add(new Proposal(change, this)); // now somebody listens
                return heard;
            }
        };
    }

    @Override
    public void tell(List<Hint> seen) {}

    @Override
    public void commitAdvanced() {}

    @Override
    public void diverged(String what) {
        throw new AssertionError(what);
    }
}
