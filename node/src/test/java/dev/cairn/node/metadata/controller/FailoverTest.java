package dev.cairn.node.metadata.controller;

import static dev.cairn.node.metadata.Grids.id;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.metadata.MetaCommand.ElectPrimary;
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
import dev.cairn.replication.lease.LeaseTimes;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Elections, seen closely: one shard, three nodes. */
final class FailoverTest {
    private static final long SECOND = 1_000_000_000L;

    private final Failover failover = new Failover(Tuning.STANDARD, new Vitals(0));

    @Test
    void answersGivenAtAnotherVersionCountForNothing() {
        ShardEntry shard = shard(7, List.of(member(1), member(2), member(3)), List.of());
        failover.asked(new Hint.DepositionAsked(0, 1, member(2)));
        assertThat(step(shard, 0)).hasOnlyElementsOfType(Action.Fence.class).hasSize(2);
        failover.answered(end(2, 7, 5), 0);
        failover.answered(end(3, 6, 9), 0);
        assertThat(step(shard, SECOND / 10)).isEmpty();

        ShardEntry later = shard(8, shard.inSync(), List.of());
        assertThat(step(later, SECOND)).hasOnlyElementsOfType(Action.Fence.class).hasSize(2);
        failover.answered(end(2, 8, 5), SECOND);
        failover.answered(end(3, 8, 6), SECOND);
        assertThat(elected(step(later, SECOND)))
                .satisfies(
                        election -> {
                            assertThat(election.newPrimary()).isEqualTo(id(3));
                            assertThat(election.at().version()).isEqualTo(8);
                            assertThat(election.unclean()).isFalse();
                            assertThat(election.inSync()).hasSize(2);
                        });
    }

    @Test
    void whoCouldNotWriteAloneIsElectedOnlyWhenNobodyElseAnswers() {
        ShardEntry shard = shard(7, List.of(member(1), member(2), member(3)), List.of());
        failover.asked(new Hint.DepositionAsked(0, 1, member(2)));
        step(shard, 0);
        failover.answered(end(2, 7, 5), 0);
        assertThat(step(shard, SECOND)).hasOnlyElementsOfType(Action.Fence.class);
        long over = Tuning.STANDARD.scarceWindow().toNanos();
        assertThat(electedWithout(3, step(shard, over)).inSync()).containsExactly(member(2));
    }

    @Test
    void enoughForWritesDoNotWaitLongForOneMore() {
        ShardEntry shard =
                new ShardEntry(
                        0,
                        1,
                        7,
                        id(1),
                        List.of(id(2), id(3), id(4)),
                        List.of(member(1), member(2), member(3), member(4)),
                        List.of(),
                        List.of());
        failover.asked(new Hint.DepositionAsked(0, 1, member(2)));
        step(shard, 0);
        failover.answered(end(2, 7, 5), 0);
        failover.answered(end(3, 7, 5), 0);
        long over = Tuning.STANDARD.answerWindow().toNanos();
        assertThat(electedWithout(4, step(shard, over)).inSync()).hasSize(2);
    }

    @Test
    void whoIsEligibleAndHasFencedThePrimaryMayAskForAnElection() {
        ShardEntry shard = shard(7, List.of(member(1)), List.of(id(2)));
        failover.asked(new Hint.DepositionAsked(0, 1, member(3)));
        assertThat(step(shard, 0)).isEmpty();
        failover.asked(new Hint.DepositionAsked(0, 1, new Member(id(2), 9)));
        assertThat(step(shard, 0)).isEmpty();
        failover.asked(new Hint.DepositionAsked(0, 1, member(2)));
        assertThat(step(shard, 0)).hasOnlyElementsOfType(Action.Fence.class).hasSize(1);
    }

    @Test
    void nothingIsElectedUncleanAsLongAsSomebodyIsEligible() {
        ShardEntry offline = offline(List.of(id(1)));
        step(offline, 0);
        failover.answered(end(2, 7, 5), 0);
        failover.answered(end(3, 7, 6), 0);
        assertThat(step(offline, 60 * SECOND)).hasOnlyElementsOfType(Action.Fence.class);
    }

    @Test
    void theBestOfWhatIsLeftGoesOnWhenNobodyKeptEverything() {
        ShardEntry offline = offline(List.of());
        assertThat(step(offline, 0)).hasSize(3);
        failover.answered(end(1, 7, 0), 0);
        failover.answered(end(2, 7, 5), 0);
        assertThat(step(offline, SECOND / 10)).isEmpty();
        failover.answered(end(3, 7, 4), 0);
        assertThat(elected(step(offline, SECOND / 10)))
                .satisfies(
                        election -> {
                            assertThat(election.newPrimary()).isEqualTo(id(2));
                            assertThat(election.unclean()).isTrue();
                            assertThat(election.inSync()).containsExactly(member(2));
                        });
    }

    @Test
    void whoStillHearsAnOldPrimaryCanAnswerInTime() {
        for (double scale : new double[] {0.2, 1, 10}) {
            Tuning tuning = Tuning.STANDARD.scaledBy(scale);
            long lostFence = tuning.fenceRetry().toNanos();
            long answered = LeaseTimes.scaled(scale).graceNanos() + lostFence;
            assertThat(tuning.scarceWindow().toNanos()).isGreaterThan(answered);
        }
    }

    private List<Action> step(ShardEntry shard, long nowNanos) {
        var out = new Actions();
        failover.step(topology(shard), nowNanos, out);
        return out.toList();
    }

    private static ElectPrimary elected(List<Action> actions) {
        assertThat(actions).hasSize(1);
        return (ElectPrimary) ((Action.Propose) actions.getFirst()).command();
    }

    /** An election beside which nobody but who has not answered yet is asked once more. */
    private static ElectPrimary electedWithout(int silent, List<Action> actions) {
        assertThat(actions).hasSize(2);
        assertThat(((Action.Fence) actions.getLast()).to()).isEqualTo(id(silent));
        return elected(actions.subList(0, 1));
    }

    private static Hint.LogEnd end(int node, long version, long offset) {
        return new Hint.LogEnd(0, 2, version, member(node), 1, offset);
    }

    private static ShardEntry shard(long version, List<Member> inSync, List<NodeId> eligible) {
        return new ShardEntry(
                0, 1, version, id(1), List.of(id(2), id(3)), inSync, eligible, List.of());
    }

    private static ShardEntry offline(List<NodeId> eligible) {
        return new ShardEntry(
                0, 1, 7, null, List.of(id(1), id(2), id(3)), List.of(), eligible, List.of());
    }

    private static Topology topology(ShardEntry shard) {
        Map<NodeId, NodeEntry> nodes =
                Stream.of(1, 2, 3, 4)
                        .map(FailoverTest::node)
                        .collect(Collectors.toMap(NodeEntry::id, Function.identity()));
        var settings = new ClusterSettings(1, 3, 2, Durability.REPLICATED);
        return new Topology("grid", 9, settings, nodes, List.of(shard), List.of(id(1)));
    }

    private static NodeEntry node(int number) {
        return new NodeEntry(
                id(number),
                new StoreId(new UUID(0, number)),
                1,
                new NodeAddress("127.0.0.1", 7_000 + number, 17_000 + number, 0),
                NodeState.ACTIVE);
    }

    private static Member member(int number) {
        return new Member(id(number), 1);
    }
}
