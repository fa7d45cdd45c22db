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
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Brings hints to the leader. What is lost on the way is told again by whoever told it, so that one
 * message and one correction are all the effort that is made.
 */
final class HintRoute {
    private static final Duration LIMIT = Duration.ofMillis(500);

    private final Switchboard board;
    private final Supplier<List<NodeId>> voters;
    private final AtomicReference<@Nullable NodeId> leader = new AtomicReference<>();
    private final AtomicInteger turn = new AtomicInteger();

    HintRoute(Switchboard board, Supplier<List<NodeId>> voters) {
        this.board = board;
        this.voters = voters;
    }

    void send(List<Hint> hints) {
        NodeId known = leader.get();
        NodeId to = known == null ? anyVoter() : known;
        if (to != null) {
            send(to, HintCodec.encode(hints), true);
        }
    }

    private void send(NodeId to, byte[] hints, boolean again) {
        CompletionStage<PbHintsReply> sent =
                board.call(to, Call.HINTS, hints, LIMIT).thenApply(HintRoute::reply);
        sent.whenComplete(
                (reply, failure) -> {
                    if (reply != null && reply.getTaken()) {
                        leader.set(to);
                        return;
                    }
                    NodeId next =
                            reply == null || reply.getLeader().isEmpty()
                                    ? null
                                    : TopologyCodec.id(reply.getLeader());
                    leader.set(next);
                    if (next != null && again && !next.equals(to)) {
                        send(next, hints, false);
                    }
                });
    }

    private @Nullable NodeId anyVoter() {
        List<NodeId> known = voters.get();
        return known.isEmpty()
                ? null
                : known.get(Math.floorMod(turn.getAndIncrement(), known.size()));
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
