package dev.cairn.node.metadata.controller;

import dev.cairn.protocol.topology.NodeId;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** How many of something each node has; nodes that have the same are taken by their ids. */
final class Loads {
    private final Map<NodeId, Integer> counts = new HashMap<>();

    void add(NodeId node, int more) {
        counts.merge(node, more, Integer::sum);
    }

    int of(NodeId node) {
        return counts.getOrDefault(node, 0);
    }

    /** The node with the least among those that qualify. */
    @Nullable NodeId least(Collection<NodeId> nodes, Predicate<NodeId> qualifies) {
        return nodes.stream()
                .filter(qualifies)
                .min(Comparator.comparingInt(this::of).thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }

    /** The node with the most among those that qualify. */
    @Nullable NodeId most(Collection<NodeId> nodes, Predicate<NodeId> qualifies) {
        return nodes.stream()
                .filter(qualifies)
                .max(Comparator.comparingInt(this::of).thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }
}
