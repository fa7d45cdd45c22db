package dev.cairn.node.metadata.controller;

import dev.cairn.node.metadata.MetaCommand;
import dev.cairn.node.metadata.MetaCommand.Batch;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one step wants done, gathered so that many shards cost one message or one log entry. */
final class Actions {
    private final List<MetaCommand> commands = new ArrayList<>();
    private final Map<NodeId, List<Action.FenceOrder>> fences = new TreeMap<>();
    private final Map<NodeId, List<Action.HandOverOrder>> handOvers = new TreeMap<>();
    private final List<Action> others = new ArrayList<>();

    void propose(MetaCommand command) {
        commands.add(command);
    }

    void fence(NodeId to, ShardEntry shard) {
        fences.computeIfAbsent(to, _ -> new ArrayList<>())
                .add(new Action.FenceOrder(shard.shard(), shard.term() + 1, shard.version()));
    }

    void handOver(NodeId primary, ShardEntry shard, NodeId to) {
        handOvers
                .computeIfAbsent(primary, _ -> new ArrayList<>())
                .add(new Action.HandOverOrder(shard.shard(), shard.term(), shard.version(), to));
    }

    void add(Action action) {
        others.add(action);
    }

    List<Action> toList() {
        List<Action> all = new ArrayList<>();
        for (int from = 0; from < commands.size(); from += MetaCommand.MAX_BATCH) {
            int to = Math.min(commands.size(), from + MetaCommand.MAX_BATCH);
            List<MetaCommand> part = commands.subList(from, to);
            all.add(new Action.Propose(part.size() == 1 ? part.get(0) : new Batch(part)));
        }
        fences.forEach((to, orders) -> all.add(new Action.Fence(to, orders)));
        handOvers.forEach((primary, orders) -> all.add(new Action.HandOver(primary, orders)));
        all.addAll(others);
        return all;
    }
}
