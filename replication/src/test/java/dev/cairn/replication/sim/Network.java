package dev.cairn.replication.sim;

import dev.cairn.replication.message.Message;
import dev.cairn.replication.message.Message.SnapshotBegin;
import dev.cairn.replication.message.Message.SnapshotChunk;
import dev.cairn.replication.message.Message.SnapshotEnd;

import java.util.ArrayList;
import java.util.List;

/**
 * Streams between nodes, three each way. A stream keeps order and loses nothing while it lasts;
 * when it breaks, what is under way is lost or comes later, maybe after what the next stream
 * brings. A direction that is cut swallows everything, and nobody notices before it is mended.
 */
final class Network {
    private static final int BREAKS_ONE_IN = 1_500;

    private final SimGrid grid;
    private final List<Stream> streams = new ArrayList<>();

    /** What a stream is for, so that bulk never delays a heartbeat. */
    enum Lane {
        CONTROL,
        LOG,
        BULK;

        static Lane of(Message message) {
            return switch (message) {
                case Message.Beacon _, Message.BeaconAck _ -> CONTROL;
                case Message.Fence _, Message.HandOver _ -> CONTROL;
                case SnapshotBegin _, SnapshotChunk _, SnapshotEnd _ -> BULK;
                default -> LOG;
            };
        }
    }

    /** One direction of one lane between two nodes. */
    private static final class Stream {
        boolean cut;
        boolean broken;
        long generation;
        long lastArrival;
    }

    Network(SimGrid grid) {
        this.grid = grid;
        int count = SimGrid.NODES * SimGrid.NODES * Lane.values().length;
        for (int i = 0; i < count; i++) {
            streams.add(new Stream());
        }
    }

    /** Whether the message is under way; it may get lost all the same. */
    boolean send(SimNode from, int to, Message message) {
        var stream = stream(from.number(), to, Lane.of(message));
        if (grid.isFaulty() && grid.random().nextInt(BREAKS_ONE_IN) == 0) {
            breakStreams(from.number(), to);
        }
        if (stream.broken || stream.cut) {
            return stream.cut;
        }
        var target = grid.life(to);
        long generation = stream.generation;
        long arrival = Math.max(stream.lastArrival, grid.schedule().now() + grid.delay());
        stream.lastArrival = arrival;
        if (target != null) {
            var letter = new Letter(from.id(), message);
            target.at(arrival, () -> arrive(stream, generation, target, letter));
        }
        return true;
    }

    private void arrive(Stream stream, long generation, SimNode target, Letter letter) {
        boolean isLost = generation != stream.generation && grid.random().nextBoolean();
        if (!stream.cut && !isLost) {
            target.receive(letter);
        }
    }

    /** From now on nothing gets from one node to another. */
    void cut(int from, int to) {
        grid.tell(() -> "cut " + (from + 1) + ">" + (to + 1));
        for (Lane lane : Lane.values()) {
            stream(from, to, lane).cut = true;
        }
    }

    /** Mends what was cut; the streams are made anew. */
    void mend(int from, int to) {
        grid.tell(() -> "mend " + (from + 1) + ">" + (to + 1));
        for (Lane lane : Lane.values()) {
            stream(from, to, lane).cut = false;
        }
        breakStreams(from, to);
    }

    /** From now on nothing gets from or to a node. */
    void isolate(int node) {
        for (int other = 0; other < SimGrid.NODES; other++) {
            if (other != node) {
                cut(node, other);
                cut(other, node);
            }
        }
    }

    /** Mends all that was cut from or to a node. */
    void mend(int node) {
        for (int other = 0; other < SimGrid.NODES; other++) {
            if (other != node) {
                mend(node, other);
                mend(other, node);
            }
        }
    }

    /** All streams of a node break, as when it ends. */
    void breakAll(int node) {
        for (int other = 0; other < SimGrid.NODES; other++) {
            if (other != node) {
                breakStreams(node, other);
                breakStreams(other, node);
            }
        }
    }

    /** The streams from one node to another break; the receiver notices, and then has new ones. */
    void breakStreams(int from, int to) {
        for (Lane lane : Lane.values()) {
            var stream = stream(from, to, lane);
            stream.generation++;
            stream.broken = true;
        }
        long generation = stream(from, to, Lane.LOG).generation;
        var sender = grid.life(from);
        if (sender != null) {
            sender.at(grid.schedule().now(), () -> sender.fillBroken(SimGrid.id(to)));
        }
        grid.schedule()
                .after(
                        grid.delay(),
                        () -> {
                            tell(from, to, false);
                            grid.schedule().after(grid.delay(), () -> remake(from, to, generation));
                        });
    }

    private void remake(int from, int to, long generation) {
        if (stream(from, to, Lane.LOG).generation != generation) {
            return; // broken again meanwhile
        }
        for (Lane lane : Lane.values()) {
            var stream = stream(from, to, lane);
            stream.broken = false;
            stream.lastArrival = grid.schedule().now();
        }
        tell(from, to, true);
    }

    private void tell(int from, int to, boolean isThere) {
        var node = grid.life(to);
        if (node != null) {
            node.at(grid.schedule().now(), () -> node.linkChanged(SimGrid.id(from), isThere));
        }
    }

    private Stream stream(int from, int to, Lane lane) {
        int pair = from * SimGrid.NODES + to;
        return streams.get(pair * Lane.values().length + lane.ordinal());
    }
}
