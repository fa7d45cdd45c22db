package dev.cairn.replication.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.protocol.topology.NodeId;
import dev.cairn.replication.log.LogEnd;
import dev.cairn.replication.log.LogRecord;
import dev.cairn.replication.log.RecordLog;
import dev.cairn.replication.message.Message;
import dev.cairn.replication.message.Message.Ack;
import dev.cairn.replication.message.Message.Append;
import dev.cairn.replication.message.Message.Attach;
import dev.cairn.replication.message.Message.Attached;
import dev.cairn.replication.replica.ReplicaCore.State;
import dev.cairn.replication.replica.ReplicaEffect.Send;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** A replica alone, event by event. */
final class ReplicaCoreTest {
    private static final NodeId OLD = new NodeId("a".repeat(40));
    private static final NodeId PRIMARY = new NodeId("b".repeat(40));
    private static final long AGAIN = 100;

    private final RecordLog log = new RecordLog(1 << 20);
    private final List<ReplicaEffect> effects = new ArrayList<>();
    private final ReplicaCore replica = new ReplicaCore(0, 1, log, AGAIN, effects::add);

    @Test
    void aTermThatWasFencedBeforeItWasKnownIsFollowedOnceTheFenceIsVoid() {
        replica.onPrimary(OLD, 1, 0);
        replica.fence(2);
        effects.clear();
        replica.onPrimary(PRIMARY, 2, 0);
        assertThat(replica.state()).isEqualTo(State.IDLE);
        assertThat(effects).isEmpty();
        replica.unfence(0);
        assertThat(effects).containsExactly(to(PRIMARY, new Attach(0, 2, 1, LogEnd.NONE, 0)));
    }

    @Test
    void aReplicaThatFollowsAttachesAgainWhenThereIsANewStream() {
        follow(3);
        effects.clear();
        replica.onStreamMade(OLD, 0);
        assertThat(effects).isEmpty();
        replica.onStreamMade(PRIMARY, 0);
        assertThat(replica.state()).isEqualTo(State.ATTACHING);
        assertThat(effects).containsExactly(to(PRIMARY, new Attach(0, 2, 1, new LogEnd(2, 3), 0)));
    }

    @Test
    void whatWasAcknowledgedIsNotGivenUpForAnOlderSnapshot() {
        follow(3);
        effects.clear();
        assertThat(replica.onSnapshot(PRIMARY, 2, new LogEnd(2, 2))).isFalse();
        assertThat(replica.end()).isEqualTo(new LogEnd(2, 3));
        assertThat(effects).containsExactly(to(PRIMARY, new Ack(0, 2, 1, 3, 0)));

        assertThat(replica.onSnapshot(PRIMARY, 2, new LogEnd(2, 4))).isTrue();
        assertThat(replica.end()).isEqualTo(new LogEnd(2, 4));
    }

    /** Attaches with nothing, and receives records that are not committed yet. */
    private void follow(int count) {
        replica.onPrimary(PRIMARY, 2, 0);
        replica.onAttached(PRIMARY, new Attached(0, 2, LogEnd.NONE));
        var records = new ArrayList<LogRecord>();
        for (int offset = 1; offset <= count; offset++) {
            records.add(new LogRecord(2, offset, 0, new byte[1]));
        }
        replica.onAppend(PRIMARY, new Append(0, 2, LogEnd.NONE, records, 0), 0);
    }

    private static ReplicaEffect to(NodeId node, Message message) {
        return new Send(node, message);
    }
}
