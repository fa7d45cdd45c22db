package dev.cairn.node.metadata.controller;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Evens out primaries without moving a copy: a shard may be led by any in-sync holder. Where the
 * node with most and the node with fewest share no shard, a chain of hand-overs over other nodes
 * leads from one to the other; the shortest is found by breadth-first search.
 */
final class PrimaryBalance {
    private final List<ShardEntry> shards;
    private final Collection<NodeId> homes;
    private final Loads primaries;
    private final Predicate<NodeId> mayLead;
    private final Set<Integer> used = new HashSet<>();

    /** A shard and who is to lead it. */
    record HandOver(ShardEntry shard, NodeId to) {}

    /**
     * @param shards those that may change their primary now
     */
    PrimaryBalance(
            List<ShardEntry> shards,
            Collection<NodeId> homes,
            Loads primaries,
            Predicate<NodeId> mayLead) {
        this.shards = shards;
        this.homes = homes;
        this.primaries = copyOf(primaries, homes);
        this.mayLead = mayLead;
    }

    /** Hand-overs that bring all nodes within one of each other, at most about this many. */
    List<HandOver> handOvers(int limit) {
        List<HandOver> all = new ArrayList<>();
        while (all.size() < limit) {
            List<HandOver> chain = nextChain();
            if (chain.isEmpty()) {
                break;
            }
            for (HandOver step : chain) {
                used.add(step.shard().shard());
                all.add(step);
            }
        }
        return all;
    }

    /** From the fullest node that can give something up. */
    private List<HandOver> nextChain() {
        return homes.stream()
                .sorted(Comparator.comparingInt(primaries::of).reversed())
                .map(this::chainFrom)
                .filter(chain -> !chain.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private List<HandOver> chainFrom(NodeId fullest) {
        int most = primaries.of(fullest);
        Map<NodeId, HandOver> reachedBy = new HashMap<>();
        Deque<NodeId> queue = new ArrayDeque<>();
        queue.add(fullest);
        while (!queue.isEmpty()) {
            NodeId from = queue.remove();
            if (primaries.of(from) <= most - 2) {
                primaries.add(fullest, -1);
                primaries.add(from, 1);
                return chain(fullest, from, reachedBy);
            }
            for (HandOver step : stepsFrom(from)) {
                boolean seen = step.to().equals(fullest) || reachedBy.containsKey(step.to());
                if (!seen) {
                    reachedBy.put(step.to(), step);
                    queue.add(step.to());
                }
            }
        }
        return List.of();
    }

    private List<HandOver> stepsFrom(NodeId from) {
        List<HandOver> steps = new ArrayList<>();
        for (ShardEntry shard : shards) {
            if (!from.equals(shard.primary()) || used.contains(shard.shard())) {
                continue;
            }
            for (Member member : shard.inSync()) {
                if (!member.node().equals(from) && mayLead.test(member.node())) {
                    steps.add(new HandOver(shard, member.node()));
                }
            }
        }
        return steps;
    }

    private static List<HandOver> chain(
            NodeId first, NodeId last, Map<NodeId, HandOver> reachedBy) {
        List<HandOver> chain = new ArrayList<>();
        NodeId at = last;
        while (!at.equals(first)) {
            HandOver step = reachedBy.get(at);
            NodeId from = step == null ? null : step.shard().primary();
            if (step == null || from == null) {
                return List.of();
            }
            chain.add(step);
            at = from;
        }
        return chain;
    }

    private static Loads copyOf(Loads loads, Collection<NodeId> homes) {
        var copy = new Loads();
        homes.forEach(node -> copy.add(node, loads.of(node)));
        return copy;
    }
}
