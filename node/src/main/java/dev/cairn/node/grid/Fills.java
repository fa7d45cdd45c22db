package dev.cairn.node.grid;

import dev.cairn.protocol.topology.NodeId;

import java.util.HashMap;
import java.util.Map;

/**
 * How many shards this node fills on each peer at the same time: few, so that each is filled soon,
 * its log is not kept for long, and the others on the way to that peer need not wait. Any thread
 * may call.
 */
final class Fills {

    private static final int MOST_PER_PEER = 8;

    private final Map<NodeId, Integer> running = new HashMap<>();

    /** Whether one more may begin, which then has to end. */
    synchronized boolean begin(NodeId to) {
        int now = running.getOrDefault(to, 0);
        if (now == MOST_PER_PEER) {
            return false;
        }
        running.put(to, now + 1);
        return true;
    }

    synchronized void end(NodeId to) {
        running.merge(to, -1, Integer::sum);
    }
}
