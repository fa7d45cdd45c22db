package dev.cairn.replication.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.replication.message.Message.Beacon;
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

    /** It may have been cut off, and be heard again before it knows. */
    @Test
    void aDeposedPrimaryGetsNoLeaseOfItsTerm() {
        leases.onEntry(entry(1, PEER), SELF);
        assertThat(granted()).isEmpty();
        leases.fence(SHARD, 1, 1, 10);
        assertThat(granted()).isEqualTo(FENCED);
        leases.onEntry(entry(2, new Member(SELF, 1)), SELF);
        assertThat(granted()).isEqualTo(FENCED);
        leases.onEntry(entry(3, PEER), SELF);
        assertThat(granted()).isEmpty();
    }

    private List<FencedShard> granted() {
        return leases.onBeacon(PEER.node(), new Beacon(20, PEER.incarnation()), 20).fenced();
    }

    private static ShardEntry entry(long term, Member primary) {
        var replica = primary.equals(PEER) ? SELF : PEER.node();
        var inSync = List.of(primary);
        return new ShardEntry(
                SHARD, term, term, primary.node(), List.of(replica), inSync, List.of(), List.of());
    }

    private void acknowledge(long sent, long life, List<FencedShard> fenced, long now) {
        leases.onBeaconAck(PEER.node(), new BeaconAck(sent, life, fenced), now);
    }

    private boolean holds(long now) {
        var inSync = List.of(new Member(SELF, 1), PEER);
        return leases.holds(SHARD, 1, inSync, SELF, now);
    }
}
