package dev.cairn.node.rpc;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeAddress;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.StoreId;

import org.jspecify.annotations.Nullable;

/**
 * Who a node says it is, at the start of every stream and to strangers.
 *
 * @param clusterId null while the node belongs to no grid
 * @param incarnation the life of its process, from 1
 */
public record Hello(
        @Nullable String clusterId,
        NodeId node,
        StoreId store,
        long incarnation,
        NodeAddress address) {
    public Hello {
        if (incarnation < 1) {
            throw new IllegalArgumentException("incarnation " + incarnation);
        }
        if (clusterId != null && clusterId.isBlank()) {
            throw new IllegalArgumentException("cluster id is blank");
        }
    }

    /** The same node as part of this grid. */
    public Hello in(String cluster) {
        return new Hello(cluster, node, store, incarnation, address);
    }

    /** The node in this life. */
    public Member member() {
        return new Member(node, incarnation);
    }

    @Override
    public String toString() {
        return member() + " at " + address.host() + ":" + address.rpcPort();
    }
}
