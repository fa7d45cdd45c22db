package dev.cairn.node.metadata;

import static dev.cairn.node.metadata.Grids.at;
import static dev.cairn.node.metadata.Grids.id;
import static dev.cairn.node.metadata.Grids.node;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dev.cairn.node.metadata.MetaCommand.AddLearner;
import dev.cairn.node.metadata.MetaCommand.AdmitInSync;
import dev.cairn.node.metadata.MetaCommand.Batch;
import dev.cairn.node.metadata.MetaCommand.ChangeNodeState;
import dev.cairn.node.metadata.MetaCommand.DropInSync;
import dev.cairn.node.metadata.MetaCommand.ElectPrimary;
import dev.cairn.node.metadata.MetaCommand.ForgetNode;
import dev.cairn.node.metadata.MetaCommand.GiveUp;
import dev.cairn.node.metadata.MetaCommand.JoinNode;
import dev.cairn.node.metadata.MetaCommand.RemoveNode;
import dev.cairn.node.metadata.MetaCommand.RemoveReplica;
import dev.cairn.node.metadata.MetaCommand.SetClusterSettings;
import dev.cairn.node.metadata.MetaCommand.SetVoters;
import dev.cairn.node.metadata.MetaCommand.ShardVersion;
import dev.cairn.node.metadata.MetaCommand.TakeOffline;
import dev.cairn.node.metadata.MetaCommand.Tick;
import dev.cairn.node.metadata.MetaCommand.TransferPrimary;
import dev.cairn.node.metadata.MetaCommand.UpdateNode;
import dev.cairn.protocol.topology.ClusterSettings;
import dev.cairn.protocol.topology.Durability;
import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.protocol.topology.StoreId;
import dev.cairn.protocol.topology.Topology;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.UUID;

final class MetaStateTest {
    private final MetaState grid = Grids.formed(3, 4);
    private long sequence = 1;

    @Test
    void aGridIsFormedOnceAndEverybodyIsInSync() {
        ShardEntry shard = shard(0);

        assertThat(shard.primary()).isEqualTo(id(1));
        assertThat(shard.inSync()).containsExactly(member(1), member(2), member(3));
        assertThat(topology().version()).isEqualTo(1);
        assertRejected(Grids.form(3, 4), Rejection.ALREADY_FORMED);
        assertThat(new MetaState().apply(new JoinNode(node(1)), new RequestId(0, 1)))
                .isEqualTo(new Outcome.Rejected(Rejection.NOT_FORMED));
    }

    @Test
    void anElectionHoldsForTheVersionOnlyAtWhichItsMembersWereFenced() {
        var decided = elect(0, 1, id(2), List.of(member(2)), false);
        apply(new DropInSync(at(shard(0)), id(2)));
        apply(new AdmitInSync(at(shard(0)), member(2)));

        assertRejected(decided, Rejection.STALE_VERSION);
        apply(elect(0, 1, id(2), List.of(member(2)), false));
        assertThat(shard(0).primary()).isEqualTo(id(2));
    }

    @Test
    void aRepeatedRequestIsAnsweredAsBeforeAndHasNoSecondEffect() {
        var drop = new DropInSync(at(shard(0)), id(3));
        Outcome first = grid.apply(drop, new RequestId(7, 1));
        Topology after = topology();

        assertThat(grid.apply(drop, new RequestId(7, 1))).isEqualTo(first);
        assertThat(grid.apply(new TakeOffline(0, 1), new RequestId(7, 1))).isEqualTo(first);
        assertThat(topology()).isSameAs(after);
        assertRejected(drop, Rejection.STALE_VERSION);
    }

    @Test
    void rememberedRequestsAreBounded() {
        for (int i = 0; i < 3 * MetaState.REMEMBERED; i++) {
            apply(new Tick());
        }
        assertThat(grid.remembered()).hasSize(MetaState.REMEMBERED);
    }

    @Test
    void anElectionBeginsTheNextTermWithoutTheOldPrimary() {
        apply(elect(0, 1, id(3), List.of(member(3), member(2)), false));
        ShardEntry shard = shard(0);

        assertThat(shard.term()).isEqualTo(2);
        assertThat(shard.primary()).isEqualTo(id(3));
        assertThat(shard.inSync()).containsExactly(member(3), member(2));
        assertThat(shard.replicas()).containsExactlyInAnyOrder(id(1), id(2));
        assertThat(shard.eligible()).isEmpty();
        assertRejected(elect(0, 1, id(2), List.of(member(2)), false), Rejection.STALE_TERM);
    }

    @Test
    void onlyMembersThatHaveEveryCommittedRecordAreElected() {
        apply(new DropInSync(at(shard(0)), id(3)));

        assertRejected(elect(0, 1, id(3), List.of(member(3)), false), Rejection.NOT_ELIGIBLE);
        assertRejected(
                elect(0, 1, id(2), List.of(new Member(id(2), 9)), false),
                Rejection.STALE_INCARNATION);
        assertRejected(elect(0, 1, id(2), List.of(member(1)), false), Rejection.MALFORMED);
        assertRejected(elect(0, 1, id(9), List.of(member(2)), false), Rejection.NOT_A_HOLDER);
    }

    @Test
    void whoLeavesASetTooSmallToCommitStaysEligibleUntilItCanCommitAgain() {
        apply(new DropInSync(at(shard(0)), id(3)));
        assertThat(shard(0).eligible()).isEmpty();
        apply(new DropInSync(at(shard(0)), id(2)));
        assertThat(shard(0).inSync()).containsExactly(member(1));
        assertThat(shard(0).eligible()).containsExactly(id(2));

        apply(new AdmitInSync(at(shard(0)), member(3)));
        assertThat(shard(0).inSync()).containsExactly(member(1), member(3));
        assertThat(shard(0).eligible()).isEmpty();
    }

    @Test
    void aSmallerGridNeedsFewerInSyncAndEndsEligibility() {
        apply(new DropInSync(at(shard(0)), id(3)));
        apply(new DropInSync(at(shard(0)), id(2)));
        long version = shard(0).version();

        apply(new ChangeNodeState(member(3), NodeState.ACTIVE, NodeState.DRAINING));

        assertThat(shard(0).eligible()).isEmpty();
        assertThat(shard(0).version()).isEqualTo(version + 1);
    }

    @Test
    void theLastInSyncMemberStaysEligibleWhenItIsTakenOffline() {
        apply(new DropInSync(at(shard(0)), id(3)));
        apply(new DropInSync(at(shard(0)), id(2)));
        apply(new TakeOffline(0, 1));
        ShardEntry offline = shard(0);

        assertThat(offline.primary()).isNull();
        assertThat(offline.term()).isEqualTo(2);
        assertThat(offline.eligible()).containsExactly(id(1), id(2));
        assertRejected(new TakeOffline(0, 2), Rejection.IS_OFFLINE);
        assertRejected(new AdmitInSync(at(offline), member(3)), Rejection.IS_OFFLINE);

        apply(elect(0, 2, id(2), List.of(member(2)), false));
        assertThat(shard(0).primary()).isEqualTo(id(2));
        assertThat(shard(0).eligible()).containsExactly(id(1));
    }

    @Test
    void aRestartedNodeIsOutOfEveryInSyncSet() {
        apply(new UpdateNode(1, node(1, 2)));

        assertThat(shard(0).primary()).isNull();
        assertThat(shard(0).term()).isEqualTo(2);
        assertThat(shard(0).eligible()).containsExactlyInAnyOrder(id(1), id(2), id(3));
        assertThat(shard(1).primary()).isEqualTo(id(2));
        assertThat(shard(1).inSync()).containsExactly(member(2), member(3));
        assertRejected(new AdmitInSync(at(shard(1)), member(1)), Rejection.STALE_INCARNATION);
        apply(new AdmitInSync(at(shard(1)), new Member(id(1), 2)));
        assertThat(shard(1).incarnationInSync(id(1))).isEqualTo(2);
    }

    @Test
    void anEmptiedStoreIsNeverEligible() {
        NodeEntry emptied =
                new NodeEntry(
                        id(1), new StoreId(new UUID(9, 9)), 2, node(1).address(), NodeState.ACTIVE);
        apply(new UpdateNode(1, emptied));

        assertThat(shard(0).eligible()).containsExactlyInAnyOrder(id(2), id(3));
        assertRejected(
                elect(0, 2, id(1), List.of(new Member(id(1), 2)), false), Rejection.NOT_ELIGIBLE);
        assertRejected(new UpdateNode(2, node(1, 2)), Rejection.STALE_INCARNATION);
    }

    @Test
    void anAddressChangesWithoutANewLife() {
        NodeEntry moved =
                new NodeEntry(id(1), node(1).store(), 1, node(9).address(), NodeState.ACTIVE);
        apply(new UpdateNode(1, moved));

        assertThat(topology().nodes().get(id(1))).isEqualTo(moved);
        assertThat(shard(0).version()).isEqualTo(1);
        assertRejected(new UpdateNode(2, moved), Rejection.STALE_INCARNATION);
    }

    @Test
    void aShardMovesByLearnerAdmissionTransferAndRemoval() {
        apply(new JoinNode(node(4)));
        apply(new AddLearner(at(shard(0)), id(4)));
        assertRejected(new TransferPrimary(at(shard(0)), id(4)), Rejection.NOT_IN_SYNC);
        assertRejected(new AddLearner(at(shard(0)), id(4)), Rejection.ALREADY_A_HOLDER);
        apply(new AdmitInSync(at(shard(0)), member(4)));
        assertRejected(new RemoveReplica(at(shard(0)), id(1)), Rejection.IS_PRIMARY);
        apply(new TransferPrimary(at(shard(0)), id(4)));
        apply(new RemoveReplica(at(shard(0)), id(1)));
        ShardEntry shard = shard(0);

        assertThat(shard.term()).isEqualTo(2);
        assertThat(shard.primary()).isEqualTo(id(4));
        assertThat(shard.replicas()).containsExactlyInAnyOrder(id(2), id(3));
        assertThat(shard.inSync()).containsExactlyInAnyOrder(member(2), member(3), member(4));
        assertThat(shard.learners()).isEmpty();
    }

    @Test
    void aHolderIsNotRemovedWhenTooFewWouldBeInSync() {
        apply(new DropInSync(at(shard(0)), id(3)));

        assertRejected(new RemoveReplica(at(shard(0)), id(2)), Rejection.BELOW_MIN_IN_SYNC);
        apply(new RemoveReplica(at(shard(0)), id(3)));
        apply(new DropInSync(at(shard(0)), id(2)));
        assertRejected(new RemoveReplica(at(shard(0)), id(2)), Rejection.BELOW_MIN_IN_SYNC);
    }

    @Test
    void onlyWithoutAPrimaryIsWhoWasEligibleGivenUp() {
        assertRejected(new GiveUp(at(shard(0))), Rejection.IS_ONLINE);
        apply(new TakeOffline(0, 1));
        ShardEntry offline = shard(0);
        apply(new GiveUp(at(offline)));

        assertThat(shard(0).eligible()).isEmpty();
        assertThat(shard(0).replicas()).isEqualTo(offline.replicas());
        assertThat(shard(0).version()).isEqualTo(offline.version() + 1);
        assertThat(grid.uncleanElections()).isZero();
        assertRejected(new GiveUp(at(offline)), Rejection.STALE_VERSION);
        assertRejected(new GiveUp(at(shard(0))), Rejection.NOT_ELIGIBLE);
    }

    @Test
    void aLearnerIsElectedOnlyWhenAcknowledgedWritesMayBeLost() {
        apply(new JoinNode(node(4)));
        apply(new TakeOffline(0, 1));
        apply(new AddLearner(at(shard(0)), id(4)));
        assertRejected(elect(0, 2, id(4), List.of(member(4)), false), Rejection.NOT_A_HOLDER);
        apply(elect(0, 2, id(4), List.of(member(4)), true));

        assertThat(shard(0).primary()).isEqualTo(id(4));
        assertThat(shard(0).learners()).isEmpty();
        assertThat(shard(0).replicas()).containsExactlyInAnyOrder(id(1), id(2), id(3));
    }

    @Test
    void anUncleanElectionIsCountedAndEndsEligibility() {
        apply(new DropInSync(at(shard(0)), id(3)));
        apply(new TakeOffline(0, 1));
        apply(elect(0, 2, id(3), List.of(member(3)), true));

        assertThat(shard(0).primary()).isEqualTo(id(3));
        assertThat(shard(0).eligible()).isEmpty();
        assertThat(grid.uncleanElections()).isEqualTo(1);
    }

    @Test
    void aNodeLeavesOnlyEmptyHandedAndItsNameIsNotUsedAgain() {
        apply(new JoinNode(node(4)));
        assertRejected(new RemoveNode(id(4)), Rejection.STALE_NODE_STATE);
        apply(new ChangeNodeState(member(3), NodeState.ACTIVE, NodeState.DRAINING));
        assertRejected(new RemoveNode(id(3)), Rejection.NODE_IN_USE);
        assertRejected(new JoinNode(node(4)), Rejection.NODE_EXISTS);
        apply(new ChangeNodeState(member(4), NodeState.ACTIVE, NodeState.DRAINING));
        apply(new SetVoters(List.of(id(1)), List.of(id(1), id(4))));
        assertRejected(new RemoveNode(id(4)), Rejection.NODE_IN_USE);
        apply(new SetVoters(List.of(id(1), id(4)), List.of(id(1))));
        apply(new RemoveNode(id(4)));

        assertRejected(new JoinNode(node(4)), Rejection.NODE_EXISTS);
        assertRejected(new UpdateNode(1, node(4, 2)), Rejection.UNKNOWN_NODE);
        assertRejected(new AddLearner(at(shard(0)), id(4)), Rejection.UNKNOWN_NODE);
        assertRejected(new ForgetNode(id(3)), Rejection.UNKNOWN_NODE);
        apply(new ForgetNode(id(4)));
        assertThat(topology().nodes()).doesNotContainKey(id(4));
    }

    @Test
    void aNodeThatStoppedIsActiveAgainInItsNextLifeAndOneThatDrainsIsNot() {
        apply(new ChangeNodeState(member(1), NodeState.ACTIVE, NodeState.STOPPING));
        apply(new ChangeNodeState(member(2), NodeState.ACTIVE, NodeState.DRAINING));
        assertRejected(
                new ChangeNodeState(member(2), NodeState.ACTIVE, NodeState.STOPPING),
                Rejection.STALE_NODE_STATE);
        apply(new UpdateNode(1, node(1, 2)));
        apply(new UpdateNode(1, node(2, 2)));

        assertThat(requireNonNull(topology().node(id(1))).state()).isEqualTo(NodeState.ACTIVE);
        assertThat(requireNonNull(topology().node(id(2))).state()).isEqualTo(NodeState.DRAINING);
    }

    @Test
    void whatWasWishedOfAnEarlierLifeIsVoid() {
        apply(new UpdateNode(1, node(1, 2)));

        assertRejected(
                new ChangeNodeState(member(1), NodeState.ACTIVE, NodeState.STOPPING),
                Rejection.STALE_INCARNATION);
        apply(new ChangeNodeState(node(1, 2).member(), NodeState.ACTIVE, NodeState.STOPPING));
        assertThat(requireNonNull(topology().node(id(1))).state()).isEqualTo(NodeState.STOPPING);
        apply(new ChangeNodeState(id(1), 0, NodeState.STOPPING, NodeState.DRAINING));
        assertThat(requireNonNull(topology().node(id(1))).state()).isEqualTo(NodeState.DRAINING);
    }

    @Test
    void settingsAndVotersAreComparedBeforeTheyAreSet() {
        ClusterSettings old = topology().settings();
        var two = new ClusterSettings(4, 2, 1, Durability.FSYNC);
        assertRejected(new SetClusterSettings(two, two), Rejection.STALE_SETTINGS);
        assertRejected(
                new SetClusterSettings(old, new ClusterSettings(8, 2, 1, Durability.FSYNC)),
                Rejection.STALE_SETTINGS);
        apply(new SetClusterSettings(old, two));
        assertThat(topology().settings()).isEqualTo(two);
        assertRejected(new SetVoters(List.of(id(2)), List.of(id(1))), Rejection.STALE_VOTERS);
    }

    @Test
    void aBatchAppliesEachPartOnItsOwnMeritsAtOneVersion() {
        Outcome outcome =
                apply(
                        new Batch(
                                List.of(
                                        new DropInSync(at(shard(0)), id(2)),
                                        new DropInSync(at(shard(0)), id(3)),
                                        new DropInSync(at(shard(1)), id(3)))));

        assertThat(outcome)
                .isEqualTo(
                        new Outcome.Parts(
                                2,
                                List.of(
                                        new Outcome.Applied(2),
                                        new Outcome.Rejected(Rejection.STALE_VERSION),
                                        new Outcome.Applied(2))));
        assertThat(topology().version()).isEqualTo(2);
    }

    @Test
    void whatIsRejectedLeavesNoTrace() {
        Topology before = topology();
        assertRejected(new TakeOffline(0, 7), Rejection.STALE_TERM);
        assertRejected(new TakeOffline(4, 1), Rejection.UNKNOWN_SHARD);
        assertRejected(new TakeOffline(-1, 1), Rejection.UNKNOWN_SHARD);
        assertRejected(new DropInSync(new ShardVersion(0, 1, 2), id(2)), Rejection.STALE_VERSION);
        assertRejected(new DropInSync(at(shard(0)), id(1)), Rejection.IS_PRIMARY);
        assertThat(topology()).isSameAs(before);
    }

    private Outcome apply(MetaCommand command) {
        Outcome outcome = grid.apply(command, new RequestId(1, sequence++));
        if (!(command instanceof Batch)) {
            assertThat(outcome).isInstanceOf(Outcome.Applied.class);
        }
        return outcome;
    }

    /** An election of what the shard is now, but for the term. */
    private ElectPrimary elect(
            int shard, long term, NodeId winner, List<Member> inSync, boolean unclean) {
        var at = new ShardVersion(shard, term, shard(shard).version());
        return new ElectPrimary(at, winner, inSync, unclean);
    }

    private void assertRejected(MetaCommand command, Rejection reason) {
        assertThat(grid.apply(command, new RequestId(1, sequence++)))
                .isEqualTo(new Outcome.Rejected(reason));
    }

    private Topology topology() {
        return Grids.topology(grid);
    }

    private ShardEntry shard(int number) {
        return Grids.shard(grid, number);
    }

    private static Member member(int number) {
        return node(number).member();
    }
}
