package dev.cairn.replication.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.replication.message.Message.BeaconAck;
import dev.cairn.replication.message.Message.FencedShard;

import org.junit.jupiter.api.Test;

import java.util.List;

final class LeaseCoreTest {
    private static final NodeId SELF = new NodeId("1".repeat(NodeId.LENGTH));
    private static final Member PEER = new Member(new NodeId("2".repeat(NodeId.LENGTH)), 7);
    private static final int SHARD = 3;
    private static final List<FencedShard> FENCED = List.of(new FencedShard(SHARD, 1));

    private final LeaseCore leases = new LeaseCore(new LeaseTimes(10, 100, 150), 1);

    LeaseCoreTest() {
        leases.peers(List.of(PEER.node()), 0);
    }

    @Test
    void aLeaseRunsFromTheSendingOfTheBeacon() {
        acknowledge(20, PEER.incarnation(), List.of(), 60);
        assertThat(holds(119)).isTrue();
        assertThat(holds(120)).isFalse();
    }

    @Test
    void aFencedShardIsNotLeasedUntilTheFenceIsGone() {
        acknowledge(20, PEER.incarnation(), FENCED, 30);
        assertThat(holds(30)).isFalse();
        acknowledge(40, PEER.incarnation(), List.of(), 50);
        assertThat(holds(50)).isTrue();
    }

    @Test
    void anOlderAckDoesNotUndoAFence() {
        acknowledge(20, PEER.incarnation(), FENCED, 30);
        acknowledge(10, PEER.incarnation(), List.of(), 40);
        assertThat(holds(40)).isFalse();
    }

    @Test
    void aNewLifeGrantsALeaseWhateverTheFormerOneSaid() {
        acknowledge(20, PEER.incarnation() - 1, FENCED, 30);
        acknowledge(10, PEER.incarnation(), List.of(), 40);
        assertThat(holds(40)).isTrue();
        acknowledge(30, PEER.incarnation() - 1, FENCED, 50);
        assertThat(holds(50)).isTrue();
    }

    @Test
    void whoeverMayBeElectedHasToGrantALease() {
        assertThat(holdsBeside(PEER.node(), 30)).isFalse();
        acknowledge(20, PEER.incarnation(), List.of(), 30);
        assertThat(holdsBeside(PEER.node(), 30)).isTrue();
        acknowledge(40, PEER.incarnation(), FENCED, 50);
        assertThat(holdsBeside(PEER.node(), 50)).isFalse();
    }

    private boolean holdsBeside(NodeId eligible, long now) {
        var alone = new Grantors(List.of(new Member(SELF, 1)), List.of(eligible));
        return leases.holds(SHARD, 1, alone, SELF, now);
    }

    private void acknowledge(long sent, long life, List<FencedShard> fenced, long now) {
        leases.onBeaconAck(PEER.node(), new BeaconAck(sent, life, fenced), now);
    }

    private boolean holds(long now) {
        var inSync = new Grantors(List.of(new Member(SELF, 1), PEER), List.of());
        return leases.holds(SHARD, 1, inSync, SELF, now);
    }
}
