package dev.cairn.node.session;

import dev.cairn.node.acl.Users;
import dev.cairn.node.config.ConfigFile;
import dev.cairn.node.config.Settings;
import dev.cairn.node.metrics.CommandCounters;
import dev.cairn.node.metrics.Counters;
import dev.cairn.node.metrics.ErrorCounters;
import dev.cairn.node.metrics.LatencyMonitor;
import dev.cairn.node.metrics.Samples;
import dev.cairn.node.metrics.SlowLog;
import dev.cairn.node.shard.Shards;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.Topology;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** What a command beside the data may ask of its node. Any thread may call. */
public interface NodeServices {

    Settings settings();

    /** The file that the settings came from, if any. */
    @Nullable ConfigFile configFile();

    Users users();

    Sessions sessions();

    /** The shards, for their counters; their data is reached only by a task inside them. */
    Shards shards();

    Counters counters();

    CommandCounters commandCounters();

    ErrorCounters errorCounters();

    Samples samples();

    SlowLog slowLog();

    LatencyMonitor latency();

    /** Whether the node is, or wants to be, part of a grid: {@code cluster-enabled}. */
    boolean isInGrid();

    /** The topology as this node knows it; null outside a grid and before the first one. */
    @Nullable Topology topology();

    /** How a node of the grid seems to be. */
    Presence presence(NodeId node);

    /** Shards that nobody leads, since all that have their acknowledged writes seem to be lost. */
    int strandedShards();

    /**
     * Lets such shards go on without the writes that only lost nodes have, in a while; how many
     * these are. Any node may be asked.
     */
    int takeOver();

    /** Elections that may have cost acknowledged writes, as far as this node votes. */
    long uncleanElections();

    /** What was said between this node and others. */
    PeerTraffic peerTraffic();

    /** This node's name. */
    NodeId self();

    /** Forty hexadecimal digits that no other process has. */
    String runId();

    long startedAtMillis();

    /** The wall clock, as fine as the system has it. */
    Instant now();

    /** The wall clock. */
    long nowMillis();

    /** The port that clients connect to, also when the setting left the choice to the system. */
    int port();

    /** Begins the orderly end of the node; returns at once. */
    void shutdown();
}
