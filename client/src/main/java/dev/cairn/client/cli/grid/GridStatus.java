package dev.cairn.client.cli.grid;

import dev.cairn.client.call.Decode;
import dev.cairn.protocol.resp.MalformedReply;
import dev.cairn.protocol.resp.Reply;
import dev.cairn.protocol.slot.Slots;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a local grid is: which nodes answer, how much is served, whether every copy is in step.
 *
 * @param nodes each node, in the order of the ports
 * @param coverage who serves what, as the node sees it that sees most
 */
record GridStatus(List<NodeStatus> nodes, Coverage coverage) {
    private static final int WANTED_COPIES = 3;

    /** One node and what it answered. */
    record NodeStatus(RunningNode node, Answer answer) {}

    /**
     * What one node says.
     *
     * @param given whether it answers at all
     * @param ready whether it serves all that is its own, as it tells on its HTTP port
     */
    record Answer(boolean given, boolean ready, long keys, int shards, Coverage coverage) {
        static Answer of(Seat seat, int wantedCopies) {
            try (var line = NodeLine.to(seat)) {
                var size = line.ask("DBSIZE");
                var shards = line.ask("CLUSTER SHARDS");
                return new Answer(
                        true,
                        Readiness.of(seat),
                        size instanceof Reply.Whole whole ? whole.value() : 0,
                        shardsIn(line.ask("CONFIG GET shards")),
                        Coverage.of(shards, wantedCopies));
            } catch (IOException | MalformedReply e) {
                return new Answer(false, false, 0, 0, Coverage.NONE);
            }
        }

        /** In one word, for a human. */
        String standing() {
            return ready ? "up" : given ? "unready" : "down";
        }

        /** The number in a reply to CONFIG GET; 0 if there is none. */
        private static int shardsIn(Reply setting) {
            boolean given =
                    setting instanceof Reply.Array pair
                            && pair.elements().size() == 2
                            && pair.elements().get(1) instanceof Reply.Bulk;
            return given ? Integer.parseInt(Decode.text(Decode.elements(setting).get(1))) : 0;
        }
    }

    static GridStatus of(List<RunningNode> running) {
        var nodes = new ArrayList<NodeStatus>();
        var view = Coverage.NONE;
        for (var node : running) {
            var answer = Answer.of(node.seat(), wanted(running));
            nodes.add(new NodeStatus(node, answer));
            view = answer.coverage().served() > view.served() ? answer.coverage() : view;
        }
        return new GridStatus(nodes, view);
    }

    private static int wanted(List<RunningNode> running) {
        return Math.min(running.size(), WANTED_COPIES);
    }

    boolean isWhole() {
        return nodes.stream().allMatch(node -> node.answer().ready())
                && coverage.served() == Slots.COUNT;
    }

    /** How many shards the grid has; 0 while no node answers. */
    private int shards() {
        return nodes.stream().mapToInt(node -> node.answer().shards()).max().orElse(0);
    }

    /** All of it in one line. */
    String line() {
        return String.format(
                Locale.ROOT,
                "nodes %d/%d, shards served %d/%d, in sync %d%%, keys %,d",
                nodes.stream().filter(node -> node.answer().given()).count(),
                nodes.size(),
                (long) coverage.served() * shards() / Slots.COUNT,
                shards(),
                100L * coverage.inSync() / Slots.COUNT,
                nodes.stream().mapToLong(node -> node.answer().keys()).sum());
    }

    /** A line for each node. */
    List<String> table() {
        return nodes.stream()
                .map(
                        status ->
                                String.format(
                                        Locale.ROOT,
                                        "  %-15s  pid %-7d  %-7s  primary of %5d slots, %,d keys",
                                        status.node().seat().address(),
                                        status.node().pid(),
                                        status.answer().standing(),
                                        coverage.slotsOf(status.node().seat()),
                                        status.answer().keys()))
                .toList();
    }
}
