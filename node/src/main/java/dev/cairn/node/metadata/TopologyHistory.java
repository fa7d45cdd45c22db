package dev.cairn.node.metadata;

import dev.cairn.protocol.topology.Topology;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The latest topologies, from which whoever follows is brought up to date. Consecutive ones share
 * all entries that did not change, so that keeping them costs little. Not thread-safe.
 */
final class TopologyHistory {
    /** Versions that can be followed by a delta; who is further behind gets everything. */
    static final int KEPT = 64;

    private final Deque<Topology> versions = new ArrayDeque<>();

    /** Adds a topology; false when it is not newer than what is known. */
    boolean add(Topology topology) {
        Topology latest = versions.peekLast();
        if (latest != null && latest.version() >= topology.version()) {
            return false;
        }
        versions.addLast(topology);
        if (versions.size() > KEPT) {
            versions.removeFirst();
        }
        return true;
    }

    @Nullable Topology latest() {
        return versions.peekLast();
    }

    /** What leads from a version (0: nothing known yet) to the latest; null when it is that. */
    @Nullable TopologyUpdate since(long version) {
        Topology latest = versions.peekLast();
        if (latest == null || version == latest.version()) {
            return null;
        }
        for (Topology old : versions) {
            if (old.version() == version) {
                return TopologyUpdate.Delta.between(old, latest);
            }
        }
        return version > latest.version() ? null : new TopologyUpdate.Snapshot(latest);
    }
}
