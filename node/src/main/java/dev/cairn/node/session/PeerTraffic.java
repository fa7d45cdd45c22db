package dev.cairn.node.session;

/**
 * What this node and its peers have sent each other since its start; all 0 outside a grid.
 *
 * @param overflows streams to peers that were reset because too much waited for them
 */
public record PeerTraffic(
        long messagesSent,
        long messagesReceived,
        long bytesSent,
        long bytesReceived,
        long overflows) {
    /** That of a node without peers. */
    public static final PeerTraffic NONE = new PeerTraffic(0, 0, 0, 0, 0);
}
