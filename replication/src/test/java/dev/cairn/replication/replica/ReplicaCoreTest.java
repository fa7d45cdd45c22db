package dev.cairn.replication.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.protocol.topology.NodeId;
import dev.cairn.replication.log.LogEnd;
import dev.cairn.replication.log.RecordLog;
import dev.cairn.replication.message.Message;
import dev.cairn.replication.message.Message.Attach;
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

    private static ReplicaEffect to(NodeId node, Message message) {
        return new Send(node, message);
    }
}
