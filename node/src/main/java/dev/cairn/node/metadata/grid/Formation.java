package dev.cairn.node.metadata.grid;

import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Whether to form a grid, to join one or to wait: pure. A grid is formed only when every initial
 * node has answered that it belongs to none; the one with the smallest id forms it, and the others
 * find out when they ask again. Whoever sees a member of a grid joins that one and never forms
 * another. An emptied disk has a new id, so that it cannot be mistaken for what it was.
 */
final class Formation {
    private Formation() {}

    /** What a node without a grid does next. */
    sealed interface Step {
        /** Ask again. */
        record Wait(String why) implements Step {}

        /** Form a grid of these nodes. */
        record Found(List<NodeEntry> nodes) implements Step {}

        /** Belong to this grid. */
        record Join(Membership membership) implements Step {}
    }

    /**
     * @param expected how many initial nodes are configured
     * @param answers one for each initial node that answered in this round
     */
    static Step decide(NodeEntry self, int expected, Collection<Greeting> answers) {
        for (Greeting answer : answers) {
            Membership grid = answer.membership();
            if (grid != null) {
                return new Step.Join(ownView(self, grid));
            }
        }
        if (answers.size() < expected) {
            return new Step.Wait(answers.size() + " of " + expected + " initial nodes answer");
        }
        var nodes = new TreeMap<NodeId, NodeEntry>();
        answers.forEach(answer -> nodes.put(answer.self().id(), answer.self()));
        if (nodes.size() != expected || !nodes.containsKey(self.id())) {
            return new Step.Wait("the initial nodes are not distinct or do not include this one");
        }
        if (!nodes.firstKey().equals(self.id())) {
            return new Step.Wait(nodes.firstKey().brief() + " is to form the grid");
        }
        return new Step.Found(
                nodes.values().stream().sorted(Comparator.comparing(NodeEntry::id)).toList());
    }

    /** A node that was not there when the grid was formed has no part in its first vote. */
    private static Membership ownView(NodeEntry self, Membership grid) {
        boolean founder = grid.founders().contains(self.id());
        return founder ? grid : new Membership(grid.clusterId(), grid.nodes(), List.of());
    }
}
