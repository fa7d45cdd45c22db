package dev.cairn.node.grid;

import dev.cairn.node.metadata.MetaCommand;
import dev.cairn.node.metadata.Outcome;
import dev.cairn.node.metadata.controller.Hint;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.replication.message.Message;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** What the shards of a node reach for in their grid. Any thread calls, and nothing here blocks. */
public interface Surroundings {

    /** Brings a message to a peer; false if it is lost at once. It may get lost later. */
    boolean send(NodeId to, Message message);

    /** Whether so much waits for the peer that a snapshot should pause. */
    boolean isCongested(NodeId to);

    /** Brings a change of the topology into the metadata log. */
    CompletionStage<Outcome> propose(MetaCommand change);

    /** Tells the controller what was seen. */
    void tell(List<Hint> seen);

    /** Replies that wait for a commit may be looked at again. */
    void commitAdvanced();

    /** A shard's state is not what its log says: the node must not go on. */
    void diverged(String what);
}
