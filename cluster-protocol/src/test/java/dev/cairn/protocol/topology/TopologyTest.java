package dev.cairn.protocol.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.Objects.requireNonNull;

import dev.cairn.protocol.slot.SlotRange;
import dev.cairn.protocol.slot.Slots;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

final class TopologyTest {
    private static final NodeId A = new NodeId("a".repeat(40));
    private static final NodeId B = new NodeId("b".repeat(40));
    private static final NodeId C = new NodeId("c".repeat(40));
    private static final ClusterSettings EIGHT_SHARDS =
            new ClusterSettings(8, 3, 2, Durability.REPLICATED);

    @Test
    void everySlotHasOneOwner() {
        Topology topology = topology(A, A, B, C, A, A, A, B);

        for (int slot = 0; slot < Slots.COUNT; slot++) {
            int shard = topology.shardOfSlot(slot);
            assertThat(topology.slotsOfShard(shard).contains(slot)).isTrue();
            assertThat(topology.ownerOfSlot(slot)).isEqualTo(topology.primaryOf(shard));
        }
        assertThatThrownBy(() -> topology.shardOfSlot(16_384))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void slotsOfANodeAreJoinedToTheFewestRanges() {
        Topology topology = topology(A, A, B, C, A, A, A, B);

        assertThat(topology.slotsOwnedBy(A))
                .containsExactly(new SlotRange(0, 4_095), new SlotRange(8_192, 14_335));
        assertThat(topology.slotsOwnedBy(B))
                .containsExactly(new SlotRange(4_096, 6_143), new SlotRange(14_336, 16_383));
        assertThat(topology.ranges(shard -> true)).containsExactly(new SlotRange(0, 16_383));
        assertThat(topology.ranges(shard -> false)).isEmpty();
    }

    @Test
    void aNodeIsFoundByIdAndByAddressUntilItHasLeft() {
        Topology topology = topology(A, A, A, A, A, A, A, A);
        NodeEntry b = requireNonNull(topology.node(B));

        assertThat(topology.node(B)).isEqualTo(b);
        assertThat(topology.nodeAt("b.grid", 6379)).isEqualTo(b);
        assertThat(topology.nodeAt("b.grid", 6380)).isNull();

        Topology without = with(topology, b.withState(NodeState.GONE));
        assertThat(without.nodeAt("b.grid", 6379)).isNull();
    }

    @Test
    void copiesAndInSyncMembersFollowTheNumberOfMembers() {
        Topology three = topology(A, A, A, A, A, A, A, A);
        Topology two = with(three, requireNonNull(three.node(C)).withState(NodeState.DRAINING));
        Topology one = with(two, requireNonNull(two.node(B)).withState(NodeState.GONE));
        Topology stopping =
                with(three, requireNonNull(three.node(C)).withState(NodeState.STOPPING));

        assertThat(List.of(three.replicationFactor(), three.minInSync())).containsExactly(3, 2);
        assertThat(List.of(two.replicationFactor(), two.minInSync())).containsExactly(2, 1);
        assertThat(List.of(one.replicationFactor(), one.minInSync())).containsExactly(1, 1);
        assertThat(List.of(stopping.replicationFactor(), stopping.minInSync()))
                .containsExactly(3, 2);
    }

    @Test
    void whereNoReplyWaitsThePrimaryAloneIsEnough() {
        var settings = new ClusterSettings(256, 3, 2, Durability.ASYNC);
        assertThat(settings.minInSyncWith(5)).isEqualTo(1);
    }

    @Test
    void shardsThatDoNotCoverTheSlotsAreRefused() {
        Topology whole = topology(A, A, A, A, A, A, A, A);
        List<ShardEntry> short7 = whole.shards().subList(0, 7);
        List<ShardEntry> swapped = new ArrayList<>(whole.shards());
        swapped.set(0, whole.shards().get(1));

        assertThatThrownBy(() -> with(whole, short7)).hasMessageContaining("cover");
        assertThatThrownBy(() -> with(whole, swapped)).hasMessageContaining("index");
    }

    @Test
    void rolesOfAShardExcludeEachOther() {
        Member a = new Member(A, 1);
        assertThatThrownBy(() -> shard(A, List.of(A), List.of(a), List.of(), List.of()))
                .hasMessageContaining("two roles");
        assertThatThrownBy(() -> shard(A, List.of(B), List.of(a), List.of(), List.of(B)))
                .hasMessageContaining("two roles");
        assertThatThrownBy(() -> shard(A, List.of(B), List.of(), List.of(), List.of()))
                .hasMessageContaining("primary must be in sync");
        assertThatThrownBy(() -> shard(null, List.of(A), List.of(a), List.of(), List.of()))
                .hasMessageContaining("without one nobody is");
        assertThatThrownBy(
                        () ->
                                shard(
                                        A,
                                        List.of(),
                                        List.of(a, new Member(B, 1)),
                                        List.of(),
                                        List.of()))
                .hasMessageContaining("does not hold");
        assertThatThrownBy(() -> shard(A, List.of(B), List.of(a), List.of(C), List.of()))
                .hasMessageContaining("eligible");
    }

    @Test
    void aShardWithoutPrimaryIsOffline() {
        ShardEntry offline = shard(null, List.of(A, B), List.of(), List.of(A), List.of());
        ShardEntry online = shard(A, List.of(B), List.of(new Member(A, 3)), List.of(), List.of(C));

        assertThat(offline.state()).isEqualTo(ShardState.OFFLINE);
        assertThat(online.state()).isEqualTo(ShardState.ONLINE);
        assertThat(online.incarnationInSync(A)).isEqualTo(3);
        assertThat(online.hasInSync(B)).isFalse();
        assertThat(online.isHeldBy(B)).isTrue();
        assertThat(online.isHeldBy(C)).isFalse();
        assertThat(online.concerns(C)).isTrue();
    }

    @Test
    void identifiersAndSettingsAreRangeChecked() {
        assertThatThrownBy(() -> new NodeId("A".repeat(40)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NodeId("a".repeat(39)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Member(A, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NodeAddress("h", 0, 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NodeAddress("h\r\n", 1, 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClusterSettings(100, 3, 2, Durability.ASYNC))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClusterSettings(256, 2, 3, Durability.ASYNC))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void numbersThatLeaveTheProcessAreStable() {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (NodeState state : NodeState.values()) {
            numbers.put("node " + state, state.number());
            assertThat(NodeState.ofNumber(state.number())).isEqualTo(state);
        }
        for (ShardState state : ShardState.values()) {
            numbers.put("shard " + state, state.number());
        }
        for (Durability level : Durability.values()) {
            numbers.put("durability " + level, level.number());
            assertThat(Durability.ofNumber(level.number())).isEqualTo(level);
        }

        assertThat(numbers)
                .containsExactly(
                        Map.entry("node ACTIVE", 1),
                        Map.entry("node DRAINING", 2),
                        Map.entry("node GONE", 3),
                        Map.entry("node STOPPING", 4),
                        Map.entry("shard ONLINE", 1),
                        Map.entry("shard OFFLINE", 2),
                        Map.entry("durability ASYNC", 1),
                        Map.entry("durability REPLICATED", 2),
                        Map.entry("durability FSYNC", 3));
        assertThatThrownBy(() -> NodeState.ofNumber(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static ShardEntry shard(
            @Nullable NodeId primary,
            List<NodeId> replicas,
            List<Member> inSync,
            List<NodeId> eligible,
            List<NodeId> learners) {
        return new ShardEntry(0, 1, 1, primary, replicas, inSync, eligible, learners);
    }

    private static Topology topology(NodeId... primaries) {
        List<ShardEntry> shards = new ArrayList<>();
        for (NodeId primary : primaries) {
            shards.add(
                    new ShardEntry(
                            shards.size(),
                            1,
                            1,
                            primary,
                            List.of(),
                            List.of(new Member(primary, 1)),
                            List.of(),
                            List.of()));
        }
        Map<NodeId, NodeEntry> nodes = new LinkedHashMap<>();
        for (NodeId id : List.of(C, A, B)) {
            nodes.put(id, node(id, id.hex().charAt(0) + ".grid"));
        }
        return new Topology("cluster", 1, EIGHT_SHARDS, nodes, shards, List.of(A));
    }

    private static NodeEntry node(NodeId id, String host) {
        return new NodeEntry(
                id,
                new StoreId(new UUID(1, id.hashCode())),
                1,
                new NodeAddress(host, 6379, 16379, 0),
                NodeState.ACTIVE);
    }

    private static Topology with(Topology from, NodeEntry changed) {
        Map<NodeId, NodeEntry> nodes = new LinkedHashMap<>(from.nodes());
        nodes.put(changed.id(), changed);
        return new Topology(
                from.clusterId(),
                from.version() + 1,
                from.settings(),
                nodes,
                from.shards(),
                from.voters());
    }

    private static Topology with(Topology from, List<ShardEntry> shards) {
        return new Topology(
                from.clusterId(),
                from.version() + 1,
                from.settings(),
                from.nodes(),
                shards,
                from.voters());
    }
}
