package dev.cairn.node.metadata.ratis;

import dev.cairn.protocol.topology.NodeId;

import org.apache.ratis.protocol.RaftGroupId;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * Where and with whom a voter keeps the log.
 *
 * @param clusterId the grid; another grid's log is never joined
 * @param founders the first voters of the grid, the same in every start of a founder; empty for a
 *     voter that came later
 * @param directory where log and snapshots lie; its parent keeps the marker of its existence
 * @param timing how patient the engine is
 */
public record RatisSettings(
        NodeId self, String clusterId, List<NodeId> founders, Path directory, Timing timing) {
    /**
     * How patient the engine is.
     *
     * @param electionMinMillis silence of a leader that a follower bears at least
     * @param electionMaxMillis silence of a leader that a follower bears at most
     * @param callMillis how long one call to another voter may take
     * @param snapshotEvery entries between two snapshots
     */
    public record Timing(
            int electionMinMillis, int electionMaxMillis, int callMillis, long snapshotEvery) {
        /** For a healthy network: a new leader within about a second. */
        public static final Timing STANDARD = new Timing(500, 1_000, 1_500, 4_096);

        public Timing {
            if (electionMinMillis < 50 || electionMaxMillis <= electionMinMillis) {
                throw new IllegalArgumentException("election timeouts out of range");
            }
            if (callMillis < electionMinMillis || snapshotEvery < 1) {
                throw new IllegalArgumentException("call timeout or snapshot gap out of range");
            }
        }

        /** For slow machines: all times longer by this factor. */
        public Timing scaledBy(double factor) {
            return new Timing(
                    (int) (electionMinMillis * factor),
                    (int) (electionMaxMillis * factor),
                    (int) (callMillis * factor),
                    snapshotEvery);
        }
    }

    public RatisSettings {
        founders = List.copyOf(founders);
    }

    /** The engine's name of the grid. */
    RaftGroupId groupId() {
        byte[] name = clusterId.getBytes(StandardCharsets.UTF_8);
        return RaftGroupId.valueOf(UUID.nameUUIDFromBytes(name));
    }
}
