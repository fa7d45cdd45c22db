package dev.cairn.node.metadata;

import static dev.cairn.node.metadata.Grids.id;
import static dev.cairn.node.metadata.Grids.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.node.metadata.MetaCodec.Proposal;
import dev.cairn.node.metadata.MetaCommand.ShardVersion;
import dev.cairn.protocol.topology.ClusterSettings;
import dev.cairn.protocol.topology.Durability;
import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.wire.PbMetaCommand;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

final class MetaCodecTest {
    private static final ShardVersion AT = new ShardVersion(3, 5, 7);

    @Test
    void everyCommandComesBackAsItWas() {
        for (MetaCommand command : oneOfEach()) {
            var proposal = new Proposal(new RequestId(-1, 42), command);
            assertThat(MetaCodec.decodeProposal(MetaCodec.encode(proposal))).isEqualTo(proposal);
        }
    }

    @Test
    void everyKindOfCommandIsCovered() {
        var covered = oneOfEach().stream().map(Object::getClass).collect(Collectors.toSet());
        assertThat(kindsOf(MetaCommand.class).collect(Collectors.toSet())).isEqualTo(covered);
    }

    @Test
    void everyOutcomeComesBackAsItWas() {
        for (Rejection reason : Rejection.values()) {
            assertRoundTrip(new Outcome.Rejected(reason));
        }
        assertRoundTrip(new Outcome.Applied(0));
        assertRoundTrip(new Outcome.Unknown("no leader"));
        assertRoundTrip(
                new Outcome.Parts(
                        9,
                        List.of(
                                new Outcome.Applied(9),
                                new Outcome.Rejected(Rejection.STALE_TERM))));
    }

    @Test
    void aSnapshotHoldsTheWholeState() {
        MetaState state = Grids.formed(4, 64);
        state.apply(new MetaCommand.UpdateNode(1, node(2, 5)), new RequestId(3, 3));
        MetaState copy = MetaCodec.decodeSnapshot(MetaCodec.encodeSnapshot(state));

        assertThat(copy.topology()).isEqualTo(state.topology());
        assertThat(copy.remembered()).isEqualTo(state.remembered());
        assertThat(MetaCodec.encodeSnapshot(copy)).isEqualTo(MetaCodec.encodeSnapshot(state));
        MetaState empty = MetaCodec.decodeSnapshot(MetaCodec.encodeSnapshot(new MetaState()));
        assertThat(empty.topology()).isNull();
    }

    @Test
    void mutatedBytesAreRefusedOrDecodedButNeverBreakAnything() {
        byte[] snapshot = MetaCodec.encodeSnapshot(Grids.formed(3, 16));
        byte[] proposal = MetaCodec.encode(new Proposal(new RequestId(1, 1), Grids.form(3, 16)));
        long seed = 20260101;
        var random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 4_000; i++) {
            refused += refuses(() -> MetaCodec.decodeSnapshot(mutate(snapshot, random))) ? 1 : 0;
            refused += refuses(() -> MetaCodec.decodeProposal(mutate(proposal, random))) ? 1 : 0;
        }
        assertThat(refused).as("seed " + seed).isGreaterThan(1_000);
        assertThatThrownBy(() -> MetaCodec.decodeSnapshot(new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void numbersThatLeaveTheProcessAreStable() {
        Map<String, Integer> commands = new HashMap<>();
        for (var kind : PbMetaCommand.CommandCase.values()) {
            commands.put(kind.name(), kind.getNumber());
        }
        assertThat(commands)
                .isEqualTo(
                        Map.ofEntries(
                                Map.entry("COMMAND_NOT_SET", 0),
                                Map.entry("FORM_CLUSTER", 1),
                                Map.entry("JOIN_NODE", 2),
                                Map.entry("UPDATE_NODE", 3),
                                Map.entry("CHANGE_NODE_STATE", 4),
                                Map.entry("REMOVE_NODE", 5),
                                Map.entry("FORGET_NODE", 6),
                                Map.entry("ELECT_PRIMARY", 7),
                                Map.entry("TAKE_OFFLINE", 8),
                                Map.entry("ADMIT_IN_SYNC", 9),
                                Map.entry("DROP_IN_SYNC", 10),
                                Map.entry("ADD_LEARNER", 11),
                                Map.entry("REMOVE_REPLICA", 12),
                                Map.entry("TRANSFER_PRIMARY", 13),
                                Map.entry("SET_CLUSTER_SETTINGS", 14),
                                Map.entry("SET_VOTERS", 15),
                                Map.entry("TICK", 16),
                                Map.entry("BATCH", 17),
                                Map.entry("GIVE_UP", 18)));
        assertThat(Arrays.stream(Rejection.values()).map(Rejection::number))
                .containsExactly(
                        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                        22, 23);
        assertThat(Rejection.STALE_TERM.number()).isEqualTo(7);
        assertThat(Rejection.MALFORMED.number()).isEqualTo(22);
    }

    private static List<MetaCommand> oneOfEach() {
        var settings = ClusterSettings.STANDARD;
        var member = new Member(id(2), 4);
        return List.of(
                Grids.form(3, 8),
                new MetaCommand.JoinNode(node(1)),
                new MetaCommand.UpdateNode(3, node(1, 4)),
                new MetaCommand.ChangeNodeState(
                        node(1).member(), NodeState.ACTIVE, NodeState.STOPPING),
                new MetaCommand.RemoveNode(id(1)),
                new MetaCommand.ForgetNode(id(1)),
                new MetaCommand.ElectPrimary(
                        new MetaCommand.ShardVersion(3, 9, 4), id(2), List.of(member), true),
                new MetaCommand.TakeOffline(3, 9),
                new MetaCommand.GiveUp(AT),
                new MetaCommand.AdmitInSync(AT, member),
                new MetaCommand.DropInSync(AT, id(2)),
                new MetaCommand.AddLearner(AT, id(2)),
                new MetaCommand.RemoveReplica(AT, id(2)),
                new MetaCommand.TransferPrimary(AT, id(2)),
                new MetaCommand.SetClusterSettings(
                        settings, new ClusterSettings(256, 2, 1, Durability.FSYNC)),
                new MetaCommand.SetVoters(List.of(id(1)), List.of(id(1), id(2))),
                new MetaCommand.Tick(),
                new MetaCommand.Batch(
                        List.of(new MetaCommand.Tick(), new MetaCommand.TakeOffline(1, 2))));
    }

    private static Stream<Class<?>> kindsOf(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(MetaCodecTest::kindsOf)
                : Stream.of(type);
    }

    private static void assertRoundTrip(Outcome outcome) {
        assertThat(MetaCodec.decodeOutcome(MetaCodec.encode(outcome))).isEqualTo(outcome);
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        byte[] copy = Arrays.copyOf(bytes, bytes.length - random.nextInt(3));
        for (int i = random.nextInt(4); i >= 0; i--) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt();
        }
        return copy;
    }

    private static boolean refuses(Runnable decode) {
        try {
            decode.run();
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }
}
