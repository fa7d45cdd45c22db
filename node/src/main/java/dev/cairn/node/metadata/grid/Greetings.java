package dev.cairn.node.metadata.grid;

import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One round of greetings: who was asked, who answered what, and in words what keeps these nodes
 * from being a grid.
 *
 * @param asked the initial nodes as they are configured here
 * @param answers of those that answered in time
 */
record Greetings(List<GridSettings.Initial> asked, Map<GridSettings.Initial, Greeting> answers) {
    Greetings {
        asked = List.copyOf(asked);
        answers = Map.copyOf(answers);
    }

    /** The grids that those who answered belong to, each once. */
    List<Membership> grids() {
        var grids = new TreeMap<String, Membership>();
        for (Greeting answer : answers.values()) {
            Membership grid = answer.membership();
            if (grid != null) {
                grids.putIfAbsent(grid.clusterId(), grid);
            }
        }
        return List.copyOf(grids.values());
    }

    /** Who answered, each once, in the order of their ids. */
    List<NodeEntry> nodes() {
        var nodes = new TreeMap<NodeId, NodeEntry>();
        answers.values().forEach(answer -> nodes.put(answer.self().id(), answer.self()));
        return List.copyOf(nodes.values());
    }

    /** What keeps anybody from forming a grid, as far as it can be seen here; null if nothing. */
    @Nullable String obstacle(NodeEntry self) {
        if (asked.isEmpty()) {
            return "initial-nodes is empty; it must name the nodes that are to form the grid, this"
                    + " one among them, or nodes of the grid to join";
        }
        List<GridSettings.Initial> silent =
                asked.stream().filter(each -> !answers.containsKey(each)).distinct().toList();
        if (!silent.isEmpty()) {
            return "no answer from " + words(silent);
        }
        if (nodes().size() < asked.size()) {
            return "initial-nodes names a node twice: " + twice();
        }
        if (nodes().stream().noneMatch(node -> node.id().equals(self.id()))) {
            return "the initial nodes have not formed a grid, and this node, "
                    + address(self)
                    + ", is not one of them: "
                    + words(asked);
        }
        return null;
    }

    /** Why there is no grid yet although it could be formed by another node. */
    String aboutFounder(NodeEntry founder) {
        String turn = name(founder) + " is to form the grid and has not yet";
        List<String> theirs =
                answers.values().stream()
                        .filter(answer -> answer.self().id().equals(founder.id()))
                        .flatMap(answer -> answer.initial().stream())
                        .toList();
        List<String> ours = asked.stream().map(GridSettings.Initial::toString).toList();
        return new TreeSet<>(theirs).equals(new TreeSet<>(ours))
                ? turn
                : turn
                        + "; its initial-nodes are "
                        + (theirs.isEmpty() ? "empty" : words(theirs))
                        + ", but here "
                        + words(ours);
    }

    /** Which initial nodes belong to which grids, when these are several. */
    String aboutGrids() {
        return asked.stream()
                .distinct()
                .filter(each -> gridOf(each) != null)
                .map(each -> each + " belongs to " + gridOf(each))
                .collect(
                        Collectors.joining(
                                ", ", "the initial nodes belong to different grids: ", ""));
    }

    private @Nullable String gridOf(GridSettings.Initial initial) {
        Greeting answer = answers.get(initial);
        Membership grid = answer == null ? null : answer.membership();
        return grid == null ? null : grid.clusterId();
    }

    /** The initial nodes under whose address a node answers that has answered before. */
    private String twice() {
        var seen = new HashMap<NodeId, GridSettings.Initial>();
        var found = new LinkedHashSet<String>();
        for (GridSettings.Initial each : asked) {
            Greeting answer = answers.get(each);
            var before = answer == null ? null : seen.putIfAbsent(answer.self().id(), each);
            if (before != null) {
                found.add(before.equals(each) ? each.toString() : before + " is " + each);
            }
        }
        return String.join(", ", found);
    }

    private static String name(NodeEntry node) {
        return node.id().brief() + " at " + address(node);
    }

    private static String address(NodeEntry node) {
        return node.host() + ":" + node.rpcPort();
    }

    private static String words(Collection<?> each) {
        return each.stream().map(Object::toString).collect(Collectors.joining(", "));
    }
}
