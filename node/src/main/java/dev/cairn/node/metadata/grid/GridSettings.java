package dev.cairn.node.metadata.grid;

import dev.cairn.node.metadata.controller.Tuning;
import dev.cairn.node.metadata.ratis.RatisSettings;
import dev.cairn.protocol.topology.ClusterSettings;
import dev.cairn.protocol.topology.NodeEntry;

import java.nio.file.Path;
import java.util.List;

/**
 * What a node brings to its grid.
 *
 * @param self this node in its present life
 * @param initial where to ask for a grid; this node's own address among them if it may form one
 * @param directory where memory of the grid and the log are kept
 * @param cluster how a grid formed by this node is made
 */
public record GridSettings(
        NodeEntry self,
        List<Initial> initial,
        Path directory,
        ClusterSettings cluster,
        RatisSettings.Timing engine,
        Tuning tuning) {
    /** An address at which a node of the grid may be found. */
    public record Initial(String host, int rpcPort) {
        @Override
        public String toString() {
            return host + ":" + rpcPort;
        }
    }

    public GridSettings {
        initial = List.copyOf(initial);
    }

    Path membershipFile() {
        return directory.resolve("membership");
    }

    Path logDirectory() {
        return directory.resolve("log");
    }
}
