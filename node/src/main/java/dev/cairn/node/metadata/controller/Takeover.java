package dev.cairn.node.metadata.controller;

import dev.cairn.node.metadata.MetaCommand;
import dev.cairn.node.metadata.MetaCommand.Batch;
import dev.cairn.node.metadata.MetaCommand.GiveUp;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.protocol.topology.Topology;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Gatherers;

/**
 * What an operator can do about shards that nobody can lead: give up the nodes that have all of
 * their acknowledged writes, when all of these are lost. Pure.
 */
public final class Takeover {
    private Takeover() {}

    /** Shards that wait for lost nodes; none that could get a primary without loss. */
    public static List<ShardEntry> stranded(Topology topology, Predicate<NodeId> isLost) {
        return topology.shards().stream()
                .filter(shard -> shard.primary() == null && !shard.eligible().isEmpty())
                .filter(shard -> shard.eligible().stream().allMatch(isLost))
                .toList();
    }

    /** Gives up what only lost nodes have of these shards. */
    public static List<MetaCommand> of(List<ShardEntry> stranded) {
        return stranded.stream()
                .<MetaCommand>map(shard -> new GiveUp(Movements.at(shard)))
                .gather(Gatherers.windowFixed(MetaCommand.MAX_BATCH))
                .<MetaCommand>map(Batch::new)
                .toList();
    }
}
