package dev.cairn.protocol.topology;

import dev.cairn.protocol.slot.SlotRange;
import dev.cairn.protocol.slot.Slots;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The authoritative map of the grid at one version.
 *
 * @param clusterId chosen at random when the grid is formed
 * @param version grows by one with every applied change, from 1
 * @param nodes every node that ever joined and was not forgotten, in the order of their ids
 * @param shards all shards, at the index of their number; contiguous, so each slot has one owner
 * @param voters the nodes that agree on the topology
 */
public record Topology(
        String clusterId,
        long version,
        ClusterSettings settings,
        Map<NodeId, NodeEntry> nodes,
        List<ShardEntry> shards,
        List<NodeId> voters) {
    public Topology {
        Checks.that(!clusterId.isBlank(), "cluster id is blank");
        Checks.inRange("version", version, 1, Long.MAX_VALUE);
        nodes = Collections.unmodifiableMap(new TreeMap<>(nodes));
        shards = List.copyOf(shards);
        voters = List.copyOf(voters);
        Checks.that(shards.size() == settings.shardCount(), "shards do not cover the slots");
        for (int i = 0; i < shards.size(); i++) {
            Checks.that(shards.get(i).shard() == i, "a shard is not at its index");
        }
    }

    /** The number of the shard that this slot (0..16383) belongs to. */
    public int shardOfSlot(int slot) {
        Checks.inRange("slot", slot, 0, Slots.COUNT - 1);
        return slot / settings.slotsPerShard();
    }

    public ShardEntry shard(int number) {
        return shards.get(number);
    }

    /** The primary of a shard; null while the shard is offline. */
    public @Nullable NodeEntry primaryOf(int shard) {
        NodeId primary = shards.get(shard).primary();
        return primary == null ? null : nodes.get(primary);
    }

    /** The node that answers for a slot; null while its shard is offline. */
    public @Nullable NodeEntry ownerOfSlot(int slot) {
        return primaryOf(shardOfSlot(slot));
    }

    public @Nullable NodeEntry node(NodeId id) {
        return nodes.get(id);
    }

    /** The node that clients reach at this address; one that has left is never found. */
    public @Nullable NodeEntry nodeAt(String host, int respPort) {
        for (NodeEntry node : nodes.values()) {
            if (node.state() != NodeState.GONE
                    && node.respPort() == respPort
                    && node.host().equals(host)) {
                return node;
            }
        }
        return null;
    }

    /** Nodes that count as members of the grid: those that are neither leaving nor gone. */
    public int memberCount() {
        int count = 0;
        for (NodeEntry node : nodes.values()) {
            if (node.state() == NodeState.ACTIVE || node.state() == NodeState.STOPPING) {
                count++;
            }
        }
        return count;
    }

    /** Copies of each shard that this grid keeps with the members it has. */
    public int replicationFactor() {
        return settings.replicationFactorWith(memberCount());
    }

    /** In-sync members below which a shard refuses writes, with the members this grid has. */
    public int minInSync() {
        return settings.minInSyncWith(memberCount());
    }

    /** The slots of one shard. */
    public SlotRange slotsOfShard(int shard) {
        return SlotRange.ofShard(shard, settings.shardCount());
    }

    /** The slots that the node is primary of, joined to the fewest ranges, ascending. */
    public List<SlotRange> slotsOwnedBy(NodeId node) {
        return ranges(shard -> node.equals(shard.primary()));
    }

    /** The slots of every shard that satisfies the condition, joined, ascending. */
    public List<SlotRange> ranges(Predicate<ShardEntry> condition) {
        List<SlotRange> ranges = new ArrayList<>();
        int first = -1;
        for (ShardEntry shard : shards) {
            boolean matches = condition.test(shard);
            if (matches && first < 0) {
                first = slotsOfShard(shard.shard()).first();
            } else if (!matches && first >= 0) {
                ranges.add(new SlotRange(first, slotsOfShard(shard.shard()).first() - 1));
                first = -1;
            }
        }
        if (first >= 0) {
            ranges.add(new SlotRange(first, Slots.COUNT - 1));
        }
        return List.copyOf(ranges);
    }
}
