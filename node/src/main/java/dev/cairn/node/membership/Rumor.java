package dev.cairn.node.membership;

import dev.cairn.protocol.topology.NodeAddress;
import dev.cairn.protocol.topology.NodeId;

/**
 * What somebody says about a node.
 *
 * @param source who first said it; suspicions of different sources confirm each other
 */
public record Rumor(
        NodeId subject, Version version, Standing standing, NodeAddress address, NodeId source) {

    /** Whether this rumor replaces what is known as the other; a total order on what can differ. */
    boolean supersedes(Version known, Standing knownStanding) {
        int byVersion = version.compareTo(known);
        return byVersion > 0 || (byVersion == 0 && standing.compareTo(knownStanding) > 0);
    }
}
