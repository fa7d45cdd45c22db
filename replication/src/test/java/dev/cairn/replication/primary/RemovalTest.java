package dev.cairn.replication.primary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.replication.log.LogEnd;
import dev.cairn.replication.log.RecordLog;
import dev.cairn.replication.message.Message.Ack;
import dev.cairn.replication.message.Message.Attach;
import dev.cairn.replication.primary.PrimaryEffect.ProposeRemoval;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** Who keeps up and who is taken out of an in-sync set: A leads, B is in sync. */
final class RemovalTest {
    private static final Member A = new Member(new NodeId("a".repeat(40)), 1);
    private static final Member B = new Member(new NodeId("b".repeat(40)), 1);
    private static final long SECOND = 1_000_000_000L;
    private static final int MEBIBYTE = 1 << 20;

    private boolean keepsUncommitted = true;
    private final RecordLog log = new RecordLog(MEBIBYTE);
    private final List<PrimaryEffect> effects = new ArrayList<>();

    @Test
    void whoAcknowledgesALittleNowAndThenIsRemovedOnceFarBehind() {
        var core = leading();
        core.onAttach(B.node(), new Attach(0, 1, 1, LogEnd.NONE, 0), 0);
        byte[] payload = new byte[MEBIBYTE];
        long now = 0;
        for (int written = 0; written < 100 && removals().isEmpty(); written++) {
            now += SECOND / 10;
            core.append(payload, 0, now);
            core.onAck(B.node(), new Ack(0, 1, 1, 1 + written / 4, 0), now);
            core.tick(now);
        }
        assertThat(removals()).containsExactly(new ProposeRemoval(B, 1));
        assertThat(core.uncommittedBytes()).isBetween(64L * MEBIBYTE, 70L * MEBIBYTE);
    }

    @Test
    void whoHasNotAttachedYetIsNotFarBehind() {
        var core = leading();
        byte[] payload = new byte[MEBIBYTE];
        for (int written = 0; written < 70; written++) {
            core.append(payload, 0, 0);
        }
        core.tick(0);
        core.tick(SECOND / 10);
        assertThat(removals()).isEmpty();
    }

    /** The stream broke when all of the snapshot had arrived, so that nobody confirms it. */
    @Test
    void whoAcknowledgesGetsRecordsWhateverBecameOfHisSnapshot() {
        var core = leading();
        core.onAttach(B.node(), new Attach(0, 1, 1, new LogEnd(1, 9), 9), 0);
        assertThat(core.isFilling(B.node())).isTrue();
        core.onAck(B.node(), new Ack(0, 1, 1, 1, 0), 0);
        assertThat(core.isFilling(B.node())).isFalse();
        effects.clear();
        core.append(new byte[1], 0, 0);
        assertThat(effects).hasAtLeastOneElementOfType(PrimaryEffect.Send.class);
    }

    @Test
    void aSnapshotThatTakesTooLongDoesNotKeepTheLogForEver() {
        var core = leading();
        core.onAttach(B.node(), new Attach(0, 1, 1, new LogEnd(1, 9), 9), 0);
        effects.clear();
        core.keepFrom(1);
        var place = core.end();
        byte[] payload = new byte[MEBIBYTE];
        long now = 0;
        for (int written = 0; written < 80; written++) {
            core.append(payload, 0, ++now);
            core.onTopology(alone(2 + written), now);
            core.tick(now);
        }
        assertThat(log.heldBytes()).isLessThan(70L * MEBIBYTE);
        core.snapshotSent(B.node(), place, now);
        assertThat(effects).contains(new PrimaryEffect.SendSnapshot(B.node()));
    }

    @Test
    void whereNoReplyWaitsTheLogIsBoundedThoughNobodyAcknowledges() {
        keepsUncommitted = false;
        var core = leading();
        core.onAttach(B.node(), new Attach(0, 1, 1, LogEnd.NONE, 0), 0);
        byte[] payload = new byte[MEBIBYTE];
        for (int written = 0; written < 20; written++) {
            core.append(payload, 0, 0);
            core.tick(0);
        }
        assertThat(core.committed()).isZero();
        assertThat(log.heldBytes()).isLessThan(2L * MEBIBYTE);
        core.onAttach(B.node(), new Attach(0, 1, 1, new LogEnd(1, 1), 0), 0);
        assertThat(effects).contains(new PrimaryEffect.SendSnapshot(B.node()));
    }

    private static ShardEntry alone(long version) {
        var none = List.<NodeId>of();
        var replicas = List.of(B.node());
        return new ShardEntry(0, 1, version, A.node(), replicas, List.of(A), none, none);
    }

    private PrimaryCore leading() {
        var hearing =
                new PrimaryCore.Hearing() {
                    @Override
                    public boolean isHeard(Member member, long nowNanos) {
                        return true;
                    }

                    @Override
                    public Member present(NodeId node) {
                        return new Member(node, 1);
                    }

                    @Override
                    public boolean stays(Member member) {
                        return true;
                    }
                };
        var policy =
                new PrimaryCore.Policy(() -> 1, keepsUncommitted, PrimaryTimes.scaled(1), hearing);
        var replicas = List.of(B.node());
        var none = List.<NodeId>of();
        var entry = new ShardEntry(0, 1, 1, A.node(), replicas, List.of(A, B), none, none);
        var core = new PrimaryCore(A.node(), entry, log, policy, effects::add);
        core.append(new byte[0], 0, 0);
        return core;
    }

    private List<ProposeRemoval> removals() {
        return effects.stream()
                .filter(ProposeRemoval.class::isInstance)
                .map(ProposeRemoval.class::cast)
                .toList();
    }
}
