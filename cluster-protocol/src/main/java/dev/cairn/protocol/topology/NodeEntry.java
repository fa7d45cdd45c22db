package dev.cairn.protocol.topology;

/**
 * A node as the grid knows it.
 *
 * @param incarnation grows with every start of its process, from 1
 */
public record NodeEntry(
        NodeId id, StoreId store, long incarnation, NodeAddress address, NodeState state) {
    public NodeEntry {
        Checks.inRange("incarnation", incarnation, 1, Long.MAX_VALUE);
    }

    public String host() {
        return address.host();
    }

    public int respPort() {
        return address.respPort();
    }

    public int rpcPort() {
        return address.rpcPort();
    }

    public int httpPort() {
        return address.httpPort();
    }

    /** This node in its present life. */
    public Member member() {
        return new Member(id, incarnation);
    }

    public NodeEntry withState(NodeState next) {
        return new NodeEntry(id, store, incarnation, address, next);
    }
}
