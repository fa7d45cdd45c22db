package dev.cairn.node.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.command.CommandTable;
import dev.cairn.node.config.Settings;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.metadata.MetaCommand;
import dev.cairn.node.metadata.Outcome;
import dev.cairn.node.metadata.controller.Hint;
import dev.cairn.node.metrics.Counters;
import dev.cairn.node.shard.ShardTask;
import dev.cairn.node.shard.Shards;
import dev.cairn.node.shard.Visit;
import dev.cairn.node.tracking.Listener;
import dev.cairn.node.tracking.Mode;
import dev.cairn.node.tracking.Tracker;
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

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(60)
class GridShardsTest implements Surroundings {
    private static final Member SELF = new Member(new NodeId("a".repeat(40)), 1);
    private static final Member PRIMARY = new Member(new NodeId("b".repeat(40)), 1);
    private static final Mode ONLY_READ = new Mode(false, false, false, false, null);

    private final BlockingQueue<Hint> hints = new LinkedBlockingQueue<>();
    private final BlockingQueue<Message> sent = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> forgotten = new LinkedBlockingQueue<>();
    private final Shards all = new Shards(1, Runnable::run);
    private final GridShards shards =
            new GridShards(
                    SELF,
                    Pace.scaled(20, 1),
                    new GridShards.Makings(
                            CommandTable.of(List.of()), new Settings(), new Counters()),
                    all,
                    this);

    @AfterEach
    void close() {
        shards.close();
    }

    @Test
    void whoHasFencedGoesOnAskingEvenIfThePrimaryIsHeardAgain() throws InterruptedException {
        shards.topologyChanged(topology());
        shards.start();
        var asked = new Hint.DepositionAsked(0, 1, SELF);
        assertThat(nextHint()).isEqualTo(asked);
        int again = 0;
        for (int beacons = 0; again < 3 && beacons < 200; beacons++) {
            shards.received(PRIMARY.node(), new Message.Beacon(System.nanoTime(), 1));
            again += asked.equals(hints.poll(20, TimeUnit.MILLISECONDS)) ? 1 : 0;
        }
        assertThat(again).isEqualTo(3);
    }

    @Test
    void aReplicaAttachesAsSoonAsThereIsAStream() {
        shards.topologyChanged(topology());
        shards.linkBroken(PRIMARY.node());
        sent.clear(); // what was said before is lost, and no time passes
        shards.linkMade(PRIMARY.node());
        assertThat(sent).containsExactly(new Message.Attach(0, 1, 1, LogEnd.NONE, 0));
        sent.clear();
        shards.linkMade(new NodeId("c".repeat(40)));
        assertThat(sent).isEmpty();
    }

    @Test
    void whoAttachesBeforeThePrimaryKnowsOfItsTermNeedNotAskAgain() {
        shards.topologyChanged(topology());
        var attach = new Message.Attach(0, 2, 1, LogEnd.NONE, 0);
        shards.received(PRIMARY.node(), attach);
        sent.clear();
        shards.topologyChanged(topology(entry(2, 2, SELF, List.of(SELF, PRIMARY), List.of())));
        assertThat(sent).contains(new Message.Attached(0, 2, LogEnd.NONE));
    }

    @Test
    void whatAnEligibleMemberHasIsKeptThoughThePrimaryHasAnotherLog() throws InterruptedException {
        shards.topologyChanged(topology(entry(1, 1, SELF, List.of(SELF, PRIMARY), List.of())));
        var eligible = List.of(SELF.node());
        shards.topologyChanged(topology(entry(2, 2, PRIMARY, List.of(PRIMARY), eligible)));
        assertThat(sent).contains(new Message.Attach(0, 2, 1, new LogEnd(1, 1), 1));
        shards.received(PRIMARY.node(), new Message.Truncate(0, 2, LogEnd.NONE));
        shards.received(PRIMARY.node(), new Message.Fence(0, 2, 2));
        shards.start();
        assertThat(nextEnd()).isEqualTo(new Hint.LogEnd(0, 3, 2, SELF, 1, 1));
    }

    @Test
    void piecesOfTwoSnapshotsMakeNoWhole() {
        shards.topologyChanged(topology());
        var place = new LogEnd(1, 5);
        var whole = new Message.Ack(0, 1, 1, 5, 0);
        shards.received(PRIMARY.node(), new Message.SnapshotBegin(0, 1, 1, place));
        shards.received(PRIMARY.node(), new Message.SnapshotEnd(0, 1, 2, 0, 0));
        assertThat(sent).doesNotContain(whole);
        shards.received(PRIMARY.node(), new Message.SnapshotBegin(0, 1, 3, place));
        shards.received(PRIMARY.node(), new Message.SnapshotChunk(0, 1, 2, 0, new byte[1]));
        shards.received(PRIMARY.node(), new Message.SnapshotEnd(0, 1, 3, 0, 0));
        assertThat(sent).contains(whole);
    }

    @Test
    void whoIsEligibleAndFencedGoesOnAskingForAnElection() throws InterruptedException {
        var eligible = List.of(SELF.node());
        shards.topologyChanged(topology(entry(1, 1, PRIMARY, List.of(PRIMARY), eligible)));
        shards.received(PRIMARY.node(), new Message.Fence(0, 1, 1));
        shards.start();
        var asked = new Hint.DepositionAsked(0, 1, SELF);
        var end = new Hint.LogEnd(0, 2, 1, SELF, 0, 0);
        assertThat(List.of(nextHint(), nextHint(), nextHint(), nextHint()))
                .contains(end)
                .filteredOn(hint -> !hint.equals(end))
                .containsOnly(asked)
                .hasSize(3);
    }

    @Test
    void aFenceOfAnOlderVersionOfTheEntryStopsNothing() {
        var eligible = List.of(SELF.node());
        shards.topologyChanged(topology(entry(1, 2, PRIMARY, List.of(PRIMARY), eligible)));
        shards.received(PRIMARY.node(), new Message.Fence(0, 1, 1));
        sent.clear();
        shards.linkMade(PRIMARY.node());
        assertThat(sent).containsExactly(new Message.Attach(0, 1, 1, LogEnd.NONE, 0));
    }

    @Test
    void aFenceIsAnsweredOnceTheEntryIsKnownThatItIsOf() throws InterruptedException {
        shards.topologyChanged(topology());
        shards.received(PRIMARY.node(), new Message.Fence(0, 1, 2));
        shards.start();
        var asked = new Hint.DepositionAsked(0, 1, SELF);
        assertThat(List.of(nextHint(), nextHint(), nextHint(), nextHint())).containsOnly(asked);
        shards.topologyChanged(topology(entry(1, 2, PRIMARY, List.of(PRIMARY, SELF), List.of())));
        assertThat(nextEnd()).isEqualTo(new Hint.LogEnd(0, 2, 2, SELF, 0, 0));
    }

    @Test
    void whoIsAboutToLeadKeepsRequestsUntilTheyGoByTheNewTopology() {
        shards.topologyChanged(topology());
        shards.received(PRIMARY.node(), new Message.HandOver(0, 1, 1, SELF.node()));
        assertThat(shards.keepsRequests(0)).isTrue();
        var again = keepRequest();
        shards.routed(); // by the old one
        shards.topologyChanged(topology(entry(2, 2, SELF, List.of(SELF), List.of())));
        assertThat(again).hasValue(0);
        shards.routed();
        assertThat(again).hasValue(1);
        assertThat(shards.keepsRequests(0)).isFalse();
    }

    @Test
    void whoLeadsNoMoreKeepsRequestsUntilTheyGoByTheNewTopology() {
        shards.topologyChanged(topology(entry(2, 2, SELF, List.of(SELF), List.of())));
        shards.routed();
        shards.topologyChanged(topology(entry(3, 3, PRIMARY, List.of(PRIMARY, SELF), List.of())));
        var again = keepRequest();
        assertThat(again).hasValue(0);
        shards.routed();
        assertThat(again).hasValue(1);
    }

    @Test
    void requestsAreNotKeptForEver() {
        shards.topologyChanged(topology());
        shards.received(PRIMARY.node(), new Message.HandOver(0, 1, 1, SELF.node()));
        shards.start();
        while (shards.keepsRequests(0)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void anAnnouncementThatComesTooLateMeansNothing() {
        shards.topologyChanged(topology(entry(1, 2, PRIMARY, List.of(PRIMARY, SELF), List.of())));
        shards.received(PRIMARY.node(), new Message.HandOver(0, 1, 1, SELF.node()));
        assertThat(shards.keepsRequests(0)).isFalse();
    }

    /** A request finds the shard changing hands; how often it is tried again. */
    private AtomicInteger keepRequest() {
        var again = new AtomicInteger();
        all.at(0)
                .submit(
                        shard -> {
                            assertThat(shard.log().isChangingHands()).isTrue();
                            shard.log().whenSettled(again::incrementAndGet);
                            return ShardTask.Then.LEAVE;
                        });
        return again;
    }

    @Test
    void cachedKeysAreForgottenWhenTheRoleChanges() {
        Tracker tracker = all.tracking().begin(new Cache(), ONLY_READ);
        shards.topologyChanged(topology());
        cache("read from a replica", tracker);
        assertThat(forgotten).isEmpty();
        shards.topologyChanged(topology(entry(2, 2, SELF, List.of(SELF), List.of())));
        assertThat(shards.ledCount()).isEqualTo(1);
        assertThat(forgotten).containsExactly("read from a replica");
        cache("read from the primary", tracker);
        shards.topologyChanged(topology(entry(3, 3, PRIMARY, List.of(PRIMARY, SELF), List.of())));
        assertThat(shards.ledCount()).isZero();
        assertThat(forgotten).containsExactly("read from a replica", "read from the primary");
    }

    @Test
    void cachedKeysAreForgottenWhenTheLeaseRunsOut() throws InterruptedException {
        Tracker tracker = all.tracking().begin(new Cache(), ONLY_READ);
        shards.topologyChanged(topology(entry(2, 2, SELF, List.of(SELF, PRIMARY), List.of())));
        cache("k", tracker);
        shards.start();
        for (int granted = 0; granted < 20; ) {
            if (sent.poll(20, TimeUnit.SECONDS) instanceof Message.Beacon beacon) {
                var ack = new Message.BeaconAck(beacon.sentNanos(), 1, List.of());
                shards.received(PRIMARY.node(), ack);
                granted++;
            }
        }
        assertThat(forgotten.poll(20, TimeUnit.SECONDS)).isEqualTo("k");
        assertThat(shards.ledCount()).isEqualTo(1);
    }

    private void cache(String key, Tracker tracker) {
        var visit = new Visit(all, new Settings(), new Counters().open());
        all.at(0)
                .submit(
                        shard -> {
                            visit.begin(shard, Visit.Purpose.READ, 0);
                            visit.keyspace(0).cached(Slice.copyOf(key), tracker);
                            visit.end();
                            return ShardTask.Then.LEAVE;
                        });
    }

    /** A client that says what it forgets. */
    private final class Cache implements Listener {
        @Override
        public void forget(byte[] key) {
            forgotten.add(new String(key, StandardCharsets.UTF_8));
        }

        @Override
        public void forget(byte[] prefix, byte[] key) {
            forget(key);
        }

        @Override
        public void forgetAll() {
            forgotten.add("everything");
        }

        @Override
        public void redirectionBroken(long id) {
            throw new AssertionError("nobody is redirected");
        }

        @Override
        public boolean isGone() {
            return false;
        }
    }

    @Test
    void logsOfAllShardsFitTheHeap() {
        for (int count : new int[] {1, 64, 256}) {
            assertThat(Pace.scaled(100, count).logBytes() * count)
                    .isLessThanOrEqualTo(Runtime.getRuntime().maxMemory() / 4);
        }
    }

    private Hint nextEnd() throws InterruptedException {
        Hint next = nextHint();
        while (next instanceof Hint.DepositionAsked) {
            next = nextHint();
        }
        return next;
    }

    private Hint nextHint() throws InterruptedException {
        Hint next = hints.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("a hint").isNotNull();
        return next;
    }

    private static Topology topology() {
        return topology(entry(1, 1, PRIMARY, List.of(PRIMARY, SELF), List.of()));
    }

    private static ShardEntry entry(
            long term, long version, Member primary, List<Member> inSync, List<NodeId> eligible) {
        var replica = primary.equals(SELF) ? PRIMARY : SELF;
        return new ShardEntry(
                0,
                term,
                version,
                primary.node(),
                List.of(replica.node()),
                inSync,
                eligible,
                List.of());
    }

    private static Topology topology(ShardEntry entry) {
        return new Topology(
                "cluster",
                entry.version(),
                new ClusterSettings(1, 2, 1, Durability.REPLICATED),
                Map.of(SELF.node(), node(SELF), PRIMARY.node(), node(PRIMARY)),
                List.of(entry),
                List.of(PRIMARY.node()));
    }

    private static NodeEntry node(Member member) {
        return new NodeEntry(
                member.node(),
                new StoreId(new UUID(1, member.node().hashCode())),
                member.incarnation(),
                new NodeAddress("127.0.0.1", 1, 2, 0),
                NodeState.ACTIVE);
    }

    @Override
    public boolean send(NodeId to, Message message) {
        return sent.add(message);
    }

    @Override
    public boolean isCongested(NodeId to) {
        return false;
    }

    @Override
    public CompletionStage<Outcome> propose(MetaCommand change) {
        return new CompletableFuture<>();
    }

    @Override
    public void tell(List<Hint> seen) {
        hints.addAll(seen);
    }

    @Override
    public void commitAdvanced() {}

    @Override
    public void diverged(String what) {
        throw new AssertionError(what);
    }
}
