package dev.cairn.node.metadata.grid;

import dev.cairn.protocol.topology.NodeEntry;

import java.util.List;

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
        /**
         * Ask again.
         *
         * @param why a sentence for whoever wonders that there is no grid
         */
        record Wait(String why) implements Step {}

        /** Form a grid of these nodes. */
        record Found(List<NodeEntry> nodes) implements Step {}

        /** Belong to this grid. */
        record Join(Membership membership) implements Step {}
    }

    static Step decide(NodeEntry self, Greetings round) {
        List<Membership> grids = round.grids();
        if (grids.size() > 1) {
            return new Step.Wait(round.aboutGrids());
        }
        if (!grids.isEmpty()) {
            return new Step.Join(ownView(self, grids.getFirst()));
        }
        String obstacle = round.obstacle(self);
        if (obstacle != null) {
            return new Step.Wait(obstacle);
        }
        List<NodeEntry> nodes = round.nodes();
        NodeEntry first = nodes.getFirst();
        return first.id().equals(self.id())
                ? new Step.Found(nodes)
                : new Step.Wait(round.aboutFounder(first));
    }

    /** A node that was not there when the grid was formed has no part in its first vote. */
    private static Membership ownView(NodeEntry self, Membership grid) {
        boolean founder = grid.founders().contains(self.id());
        return founder ? grid : new Membership(grid.clusterId(), grid.nodes(), List.of());
    }
}
