package dev.cairn.node.metadata;

import dev.cairn.protocol.topology.NodeId;

import org.jspecify.annotations.Nullable;

/** What this node is to the metadata log. */
public sealed interface Role {
    /** It leads, and everything of earlier leaders is applied here. */
    record LeaderReady(long term) implements Role {}

    /** It follows; the leader may not be known at the moment. */
    record Follower(@Nullable NodeId leader) implements Role {}

    /** No leader was heard of for a while: nothing can be decided, as far as is seen from here. */
    record NoQuorum() implements Role {}

    /** The engine has stopped for good in this process. */
    record Failed(String why) implements Role {}

    /** It votes no longer. */
    record Removed() implements Role {}
}
