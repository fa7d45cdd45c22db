package dev.cairn.replication.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.replication.log.LogEnd;
import dev.cairn.replication.log.LogRecord;
import dev.cairn.replication.log.RecordLog;
import dev.cairn.replication.message.Message;
import dev.cairn.replication.message.Message.Ack;
import dev.cairn.replication.message.Message.Append;
import dev.cairn.replication.message.Message.Attach;
import dev.cairn.replication.message.Message.Attached;
import dev.cairn.replication.message.Message.Truncate;
import dev.cairn.replication.primary.PrimaryCore;
import dev.cairn.replication.primary.PrimaryEffect;
import dev.cairn.replication.primary.PrimaryTimes;
import dev.cairn.replication.replica.ReplicaCore.State;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/** A replica and its primary, and nobody else: how they come to one log from whatever they have. */
final class AttachmentTest {
    private static final Member PRIMARY = member("a");
    private static final Member REPLICA = member("b");
    private static final long TERM = 9;
    private static final int MOST_MESSAGES = 50;

    private final RecordLog ofPrimary = new RecordLog(1 << 20);
    private final RecordLog ofReplica = new RecordLog(1 << 20);
    private final Queue<Runnable> mail = new ArrayDeque<>();
    private Consumer<Message> toPrimary = _ -> {};
    private int snapshots;

    @Test
    void aReplicaThatLacksRecordsGetsThem() {
        write(ofPrimary, 3, 100);
        write(ofReplica, 3, 90);
        assertThat(attach(replica())).isEqualTo(State.FOLLOWING);
        assertThat(ofReplica.end()).isEqualTo(ofPrimary.end());
        assertThat(snapshots).isZero();
    }

    @Test
    void aReplicaWhoseEndLiesBeforeAPrimaryThatWasFilledIsFilledToo() {
        ofPrimary.reset(new LogEnd(3, 100));
        write(ofReplica, 3, 90);
        attach(replica());
        assertThat(snapshots).isEqualTo(1);
    }

    @Test
    void recordsOfATermThatThePrimaryHasNothingOfAreCut() {
        write(ofPrimary, 3, 100);
        write(ofReplica, 3, 90);
        var replica = replica();
        write(ofReplica, 4, 95);
        assertThat(attach(replica)).isEqualTo(State.FOLLOWING);
        assertThat(ofReplica.end()).isEqualTo(ofPrimary.end());
        assertThat(ofReplica.contains(new LogEnd(3, 95))).isTrue();
        assertThat(snapshots).isZero();
    }

    @Test
    void logsThatDivergedTwiceBecomeOne() {
        write(ofPrimary, 2, 50);
        write(ofPrimary, 3, 60);
        write(ofPrimary, 6, 80);
        var replica = replica();
        write(ofReplica, 2, 55);
        write(ofReplica, 4, 58);
        write(ofReplica, 5, 90);
        assertThat(attach(replica)).isEqualTo(State.FOLLOWING);
        assertThat(ofReplica.end()).isEqualTo(ofPrimary.end());
        assertThat(ofReplica.contains(new LogEnd(2, 50))).isTrue();
        assertThat(ofReplica.contains(new LogEnd(6, 61))).isTrue();
        assertThat(snapshots).isZero();
    }

    @Test
    void anAnswerGivenTwiceCutsOnce() {
        write(ofPrimary, 3, 100);
        write(ofReplica, 3, 90);
        var replica = replica();
        write(ofReplica, 4, 95);
        var answer = new Truncate(0, TERM, new LogEnd(3, 100));
        replica.onPrimary(PRIMARY.node(), TERM, 0);
        replica.onTruncate(PRIMARY.node(), answer, 0);
        replica.onTruncate(PRIMARY.node(), answer, 0);
        assertThat(ofReplica.end()).isEqualTo(new LogEnd(3, 90));
    }

    @Test
    void whatWasExecutedIsKeptUntilASnapshotTakesItsPlace() {
        write(ofPrimary, 2, 50);
        write(ofReplica, 2, 60); // all of it executed: this node was primary
        var replica = replica();
        attach(replica);
        assertThat(snapshots).isEqualTo(1);
        assertThat(ofReplica.end()).isEqualTo(new LogEnd(2, 60));
        assertThat(replica.applied()).isEqualTo(60);

        assertThat(replica.onSnapshot(PRIMARY.node(), TERM, ofPrimary.end())).isTrue();
        assertThat(replica.state()).isEqualTo(State.FOLLOWING);
        assertThat(ofReplica.end()).isEqualTo(ofPrimary.end());
    }

    @Test
    void whatWasExecutedInATermThatThePrimaryHasNothingOfIsKeptToo() {
        write(ofPrimary, 3, 100);
        write(ofReplica, 3, 90);
        write(ofReplica, 4, 92);
        var replica = replica();
        write(ofReplica, 4, 95);
        attach(replica);
        assertThat(snapshots).isEqualTo(1);
        assertThat(ofReplica.end()).isEqualTo(new LogEnd(4, 92));
    }

    /** Lets the primary begin its term and the replica attach, until nothing more is said. */
    private State attach(ReplicaCore replica) {
        var policy = new PrimaryCore.Policy(() -> 1, true, PrimaryTimes.scaled(1), hearing());
        var entry =
                new ShardEntry(
                        0,
                        TERM,
                        1,
                        PRIMARY.node(),
                        List.of(REPLICA.node()),
                        List.of(PRIMARY),
                        List.of(),
                        List.of());
        var primary =
                new PrimaryCore(
                        PRIMARY.node(), entry, ofPrimary, policy, each -> carry(each, replica));
        primary.append(new byte[0], 0, 0);
        toPrimary = message -> receive(primary, message);
        replica.onPrimary(PRIMARY.node(), TERM, 0);
        int delivered = 0;
        for (Runnable next; (next = mail.poll()) != null; delivered++) {
            assertThat(delivered).as("messages").isLessThan(MOST_MESSAGES);
            next.run();
        }
        return replica.state();
    }

    private ReplicaCore replica() {
        return new ReplicaCore(0, REPLICA.incarnation(), ofReplica, 1, this::carry);
    }

    private void carry(PrimaryEffect effect, ReplicaCore replica) {
        switch (effect) {
            case PrimaryEffect.Send send -> mail.add(() -> receive(replica, send.message()));
            case PrimaryEffect.SendSnapshot _ -> snapshots++;
            default -> {}
        }
    }

    private void carry(ReplicaEffect effect) {
        if (effect instanceof ReplicaEffect.Send send) {
            mail.add(() -> toPrimary.accept(send.message()));
        }
    }

    private static void receive(PrimaryCore primary, Message message) {
        switch (message) {
            case Attach attach -> primary.onAttach(REPLICA.node(), attach, 0);
            case Ack ack -> primary.onAck(REPLICA.node(), ack, 0);
            default -> throw new AssertionError(message);
        }
    }

    private static void receive(ReplicaCore replica, Message message) {
        switch (message) {
            case Attached attached -> replica.onAttached(PRIMARY.node(), attached);
            case Truncate truncate -> replica.onTruncate(PRIMARY.node(), truncate, 0);
            case Append append -> replica.onAppend(PRIMARY.node(), append, 0);
            default -> throw new AssertionError(message);
        }
    }

    private static PrimaryCore.Hearing hearing() {
        return new PrimaryCore.Hearing() {
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
    }

    /** Appends records of a term up to an offset. */
    private static void write(RecordLog log, long term, long upTo) {
        while (log.end().offset() < upTo) {
            log.append(new LogRecord(term, log.end().offset() + 1, 0, new byte[1]));
        }
    }

    private static Member member(String letter) {
        return new Member(new NodeId(letter.repeat(40)), 1);
    }
}
