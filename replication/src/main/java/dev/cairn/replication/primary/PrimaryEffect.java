package dev.cairn.replication.primary;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.replication.message.Message;

/** What a primary wants done. */
public sealed interface PrimaryEffect {
    /** Bring a message to a peer; it may get lost. */
    record Send(NodeId to, Message message) implements PrimaryEffect {}

    /** Everything up to {@code offset} is on every in-sync member: replies may leave the gate. */
    record Committed(long offset) implements PrimaryEffect {}

    /**
     * Take a snapshot at the end of the log and send it; then say so by {@link
     * PrimaryCore#snapshotSent}.
     */
    record SendSnapshot(NodeId to) implements PrimaryEffect {}

    /**
     * Ask the metadata log to take a member that does not keep up out of the in-sync set, if the
     * shard's entry is still at {@code version}.
     */
    record ProposeRemoval(Member member, long version) implements PrimaryEffect {}

    /**
     * Ask the metadata log to take a replica that is in step into the in-sync set, if the shard's
     * entry is still at {@code version}; asked for once, so whoever asks goes on until there is an
     * answer. A rejection at that version is told by {@link PrimaryCore#additionFailed}.
     */
    record ProposeAddition(Member member, long version) implements PrimaryEffect {}
}
