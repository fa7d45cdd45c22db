package dev.cairn.node.metadata.grid;

import com.google.protobuf.InvalidProtocolBufferException;

import dev.cairn.node.metadata.Call;
import dev.cairn.node.metadata.Switchboard;
import dev.cairn.node.metadata.TopologyCodec;
import dev.cairn.node.metadata.controller.Hint;
import dev.cairn.node.metadata.controller.HintCodec;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.wire.PbHintsReply;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Brings hints to the leader: first to whoever is said to lead, then to the other voters in turn,
 * to each of them once. What is lost for all that is told again by whoever told it.
 */
final class HintRoute {
    private static final Duration LIMIT = Duration.ofMillis(500);

    private final NodeId self;
    private final Switchboard board;
    private final Supplier<List<NodeId>> voters;
    private final AtomicReference<@Nullable NodeId> lastLeader = new AtomicReference<>();

    HintRoute(NodeId self, Switchboard board, Supplier<List<NodeId>> voters) {
        this.self = self;
        this.board = board;
        this.voters = voters;
    }

    /**
     * @param leader who leads as this node has heard by itself; null if it has not
     */
    void send(List<Hint> hints, @Nullable NodeId leader) {
        new Journey(HintCodec.encode(hints)).goOn(leader == null ? lastLeader.get() : leader);
    }

    /** Hints on their way; one step after the other. */
    private final class Journey {
        private final byte[] hints;
        private final Set<NodeId> asked = new HashSet<>();

        Journey(byte[] hints) {
            this.hints = hints;
            asked.add(self);
        }

        void goOn(@Nullable NodeId named) {
            NodeId to = named == null || asked.contains(named) ? another() : named;
            if (to == null) {
                return;
            }
            asked.add(to);
            board.call(to, Call.HINTS, hints, LIMIT)
                    .thenApply(HintRoute::reply)
                    .whenComplete((reply, _) -> answered(to, reply));
        }

        private void answered(NodeId by, @Nullable PbHintsReply reply) {
            if (reply != null && reply.getTaken()) {
                lastLeader.set(by);
                return;
            }
            lastLeader.compareAndSet(by, null);
            goOn(
                    reply == null || reply.getLeader().isEmpty()
                            ? null
                            : TopologyCodec.id(reply.getLeader()));
        }

        private @Nullable NodeId another() {
            return voters.get().stream()
                    .filter(voter -> !asked.contains(voter))
                    .findFirst()
                    .orElse(null);
        }
    }

    static byte[] taken() {
        return PbHintsReply.newBuilder().setTaken(true).build().toByteArray();
    }

    static byte[] askElsewhere(@Nullable NodeId leader) {
        PbHintsReply.Builder pb = PbHintsReply.newBuilder();
        if (leader != null) {
            pb.setLeader(TopologyCodec.id(leader));
        }
        return pb.build().toByteArray();
    }

    private static PbHintsReply reply(byte[] bytes) {
        try {
            return PbHintsReply.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not a reply to hints", e);
        }
    }
}
