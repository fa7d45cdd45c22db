package dev.cairn.replication.primary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.replication.log.LogEnd;
import dev.cairn.replication.log.LogRecord;
import dev.cairn.replication.log.RecordLog;
import dev.cairn.replication.message.Message.Ack;
import dev.cairn.replication.message.Message.Attach;
import dev.cairn.replication.primary.PrimaryEffect.ProposeAddition;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Who joins an in-sync set, and when he counts: A leads, B is in sync, C joins. */
final class AdmissionTest {
    private static final Member A = member("a");
    private static final Member B = member("b");
    private static final Member C = member("c");
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final PrimaryTimes TIMES = new PrimaryTimes(SECOND / 2, 2 * SECOND, SECOND / 2);

    private final Set<Member> silent = new HashSet<>();
    private final RecordLog log = new RecordLog(1 << 20);
    private final List<PrimaryEffect> effects = new ArrayList<>();

    @Test
    void aLearnerInStepIsAdmitted() {
        var core = leading(entry(1, 1, List.of(A, B), List.of(), List.of(C.node())));
        attach(core, B, LogEnd.NONE, 0);
        attach(core, C, LogEnd.NONE, 0);
        ack(core, B, 1, 0);
        ack(core, C, 1, 0);
        core.tick(SECOND);
        assertThat(additions()).isEmpty();
        core.tick(2 * SECOND);
        assertThat(additions()).containsExactly(new ProposeAddition(C, 1));
    }

    @Test
    void anAdditionIsAskedForOnceUntilItIsDecided() {
        var core = leading(entry(1, 1, List.of(A, B), List.of(), List.of()));
        attach(core, B, LogEnd.NONE, 0);
        attach(core, C, LogEnd.NONE, 0);
        ack(core, B, 1, 0);
        ack(core, C, 1, 0);
        for (long now = 2 * SECOND; now < 9 * SECOND; now += SECOND / 10) {
            core.tick(now);
        }
        assertThat(additions()).containsExactly(new ProposeAddition(C, 1));
        assertThat(core.grantors()).containsExactly(A, B, C);

        core.additionFailed(C, 1, false, 9 * SECOND);
        core.tick(9 * SECOND);
        assertThat(additions()).hasSize(2);
    }

    @Test
    void whoIsAlwaysALittleBehindIsAdmitted() {
        var core = leading(entry(1, 1, List.of(A, B), List.of(), List.of()));
        attach(core, B, LogEnd.NONE, 0);
        attach(core, C, LogEnd.NONE, 0);
        for (long millis = 1; millis < 4_000 && additions().isEmpty(); millis++) {
            long now = millis * MILLI;
            long offset = core.append(new byte[1], 0, now);
            ack(core, B, offset, now);
            ack(core, C, Math.max(0, offset - 3), now);
            if (millis % 50 == 0) {
                core.tick(now);
            }
        }
        assertThat(additions()).containsExactly(new ProposeAddition(C, 1));
        assertThat(core.end().offset() - core.committed()).isBetween(1L, 6L);
    }

    @Test
    void whoIsFarBehindTheOthersIsNotAdmittedThoughHeAcknowledgesAllTheTime() {
        var core = leading(entry(1, 1, List.of(A, B), List.of(), List.of()));
        attach(core, B, LogEnd.NONE, 0);
        attach(core, C, LogEnd.NONE, 0);
        for (long millis = 1; millis < 9_000; millis++) {
            long now = millis * MILLI;
            long offset = core.append(new byte[1], 0, now);
            ack(core, B, offset, now);
            ack(core, C, Math.max(0, offset - 300), now);
            if (millis % 50 == 0) {
                core.tick(now);
            }
        }
        assertThat(additions()).isEmpty();
        assertThat(core.committed()).isEqualTo(core.end().offset());
    }

    /** The new primary does not know yet that they are committed. */
    @Test
    void whoLacksRecordsOfEarlierTermsIsNotAdmitted() {
        for (long offset = 1; offset <= 500; offset++) {
            log.append(new LogRecord(1, offset, 0, new byte[10]));
        }
        var core = leading(entry(2, 1, List.of(A), List.of(B.node()), List.of()));
        attach(core, C, LogEnd.NONE, 0);
        long offset = 0;
        for (long now = 0; now < 6 * SECOND; now += SECOND / 10) {
            ack(core, C, ++offset, now);
            core.tick(now);
        }
        assertThat(additions()).isEmpty();

        ack(core, C, 501, 6 * SECOND);
        core.tick(8 * SECOND);
        assertThat(additions()).containsExactly(new ProposeAddition(C, 1));
    }

    @Test
    void leasesAreNeededOfWhoeverMayBeElected() {
        var core = leading(entry(1, 1, List.of(A), List.of(B.node()), List.of()));
        assertThat(core.grantors()).containsExactly(A, B);
    }

    private List<ProposeAddition> additions() {
        return effects.stream()
                .filter(ProposeAddition.class::isInstance)
                .map(ProposeAddition.class::cast)
                .toList();
    }

    private PrimaryCore leading(ShardEntry entry) {
        var hearing =
                new PrimaryCore.Hearing() {
                    @Override
                    public boolean isHeard(Member member, long nowNanos) {
                        return !silent.contains(member);
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
        var policy = new PrimaryCore.Policy(() -> 2, true, TIMES, hearing);
        var core = new PrimaryCore(A.node(), entry, log, policy, effects::add);
        core.append(new byte[0], 0, 0);
        return core;
    }

    private static void attach(PrimaryCore core, Member from, LogEnd end, long nowNanos) {
        var attach = new Attach(0, core.term(), from.incarnation(), end, end.offset());
        core.onAttach(from.node(), attach, nowNanos);
    }

    private static void ack(PrimaryCore core, Member from, long received, long nowNanos) {
        core.onAck(from.node(), new Ack(0, core.term(), from.incarnation(), received, 0), nowNanos);
    }

    private static ShardEntry entry(
            long term,
            long version,
            List<Member> inSync,
            List<NodeId> eligible,
            List<NodeId> learners) {
        var replicas = new ArrayList<>(List.of(B.node(), C.node()));
        replicas.removeAll(learners);
        return new ShardEntry(0, term, version, A.node(), replicas, inSync, eligible, learners);
    }

    private static Member member(String letter) {
        return new Member(new NodeId(letter.repeat(40)), 1);
    }
}
