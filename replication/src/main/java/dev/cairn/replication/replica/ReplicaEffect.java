package dev.cairn.replication.replica;

import dev.cairn.protocol.topology.NodeId;
import dev.cairn.replication.log.LogEnd;
import dev.cairn.replication.log.LogRecord;
import dev.cairn.replication.message.Message;

import java.util.List;

/** What a replica wants done. */
public sealed interface ReplicaEffect {
    /** Bring a message to a peer; it may get lost. */
    record Send(NodeId to, Message message) implements ReplicaEffect {}

    /** Execute these committed records, each wholly. */
    record Apply(List<LogRecord> records) implements ReplicaEffect {}

    /** Put the state that was loaded aside, taken at {@code place}, in the place of this one. */
    record InstallSnapshot(LogEnd place) implements ReplicaEffect {}
}
