package dev.cairn.node.command.server;

import dev.cairn.node.session.NodeServices;
import dev.cairn.node.session.Presence;
import dev.cairn.node.shard.Shard;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.Topology;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Who follows this node, in the terms of Redis, which knows one log for each server: offsets are
 * the sums, over the shards that this node leads, of the offsets in their logs.
 */
record Following(long offset, List<Replica> replicas) {

    /** A node that follows shards of this one, and up to where it has their logs. */
    record Replica(NodeEntry node, long offset) {}

    /** The state of this moment. */
    static Following of(NodeServices node) {
        var received = new TreeMap<NodeId, Long>();
        for (int i = 0; i < node.shards().count(); i++) {
            node.shards()
                    .at(i)
                    .log()
                    .replicas()
                    .forEach((id, at) -> received.merge(id, at, Long::sum));
        }
        var replicas = new ArrayList<Replica>();
        Topology topology = node.topology();
        received.forEach(
                (id, at) -> {
                    NodeEntry entry = topology == null ? null : topology.node(id);
                    if (entry != null && node.presence(id) != Presence.LOST) {
                        replicas.add(new Replica(entry, at));
                    }
                });
        return new Following(node.shards().sum(Shard::logEnd), replicas);
    }
}
