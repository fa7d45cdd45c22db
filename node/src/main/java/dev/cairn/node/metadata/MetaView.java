package dev.cairn.node.metadata;

import dev.cairn.protocol.topology.Topology;

import org.jspecify.annotations.Nullable;

/**
 * What one node has applied of the metadata log.
 *
 * @param topology null before the grid is formed
 * @param term the engine's term of the last applied entry
 * @param index the place of the last applied entry, -1 before the first
 */
public record MetaView(@Nullable Topology topology, long uncleanElections, long term, long index) {
    /** Nothing applied yet. */
    public static final MetaView EMPTY = new MetaView(null, 0, 0, -1);

    /** The version of the topology; 0 before the grid is formed. */
    public long version() {
        return topology == null ? 0 : topology.version();
    }
}
