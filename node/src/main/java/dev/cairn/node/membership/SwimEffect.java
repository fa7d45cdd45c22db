package dev.cairn.node.membership;

import dev.cairn.protocol.topology.NodeId;

/** What the membership core wants done. */
public sealed interface SwimEffect {
    /** Say this to that node, if it can be reached; nothing depends on a single message. */
    record Send(NodeId to, Gossip message) implements SwimEffect {}

    /** The standing, life or facts of a node have changed. */
    record Noticed(MemberView member) implements SwimEffect {}
}
