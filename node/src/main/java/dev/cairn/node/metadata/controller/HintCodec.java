package dev.cairn.node.metadata.controller;

import com.google.protobuf.InvalidProtocolBufferException;

import dev.cairn.node.metadata.TopologyCodec;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.wire.PbDeposition;
import dev.cairn.protocol.wire.PbHint;
import dev.cairn.protocol.wire.PbHints;
import dev.cairn.protocol.wire.PbLogEnd;
import dev.cairn.protocol.wire.PbStateWished;

import java.util.ArrayList;
import java.util.List;

/** Hints to and from bytes, on their way to the leader. Those that stay at home have no form. */
public final class HintCodec {
    private HintCodec() {}

    public static byte[] encode(List<Hint> hints) {
        PbHints.Builder pb = PbHints.newBuilder();
        for (Hint hint : hints) {
            switch (hint) {
                case Hint.Announced h ->
                        pb.addHintsBuilder().setAnnounced(TopologyCodec.node(h.node()));
                case Hint.StateWished h -> pb.addHintsBuilder().setStateWished(wish(h));
                case Hint.DepositionAsked h -> pb.addHintsBuilder().setDeposition(deposition(h));
                case Hint.LogEnd h -> pb.addHintsBuilder().setLogEnd(logEnd(h));
                case Hint.Liveness _, Hint.EngineVoters _ -> {}
            }
        }
        return pb.build().toByteArray();
    }

    public static List<Hint> decode(byte[] bytes) {
        try {
            List<Hint> hints = new ArrayList<>();
            for (PbHint pb : PbHints.parseFrom(bytes).getHintsList()) {
                hints.add(hint(pb));
            }
            return hints;
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not hints", e);
        }
    }

    private static Hint hint(PbHint pb) {
        return switch (pb.getHintCase()) {
            case ANNOUNCED -> new Hint.Announced(TopologyCodec.node(pb.getAnnounced()));
            case STATE_WISHED ->
                    new Hint.StateWished(
                            TopologyCodec.member(pb.getStateWished().getNode()),
                            NodeState.ofNumber(pb.getStateWished().getWish()));
            case DEPOSITION ->
                    new Hint.DepositionAsked(
                            pb.getDeposition().getShard(),
                            pb.getDeposition().getTerm(),
                            TopologyCodec.member(pb.getDeposition().getBy()));
            case LOG_END ->
                    new Hint.LogEnd(
                            pb.getLogEnd().getShard(),
                            pb.getLogEnd().getFencedTerm(),
                            pb.getLogEnd().getVersion(),
                            TopologyCodec.member(pb.getLogEnd().getBy()),
                            pb.getLogEnd().getLastTerm(),
                            pb.getLogEnd().getLastOffset());
            case HINT_NOT_SET -> throw new IllegalArgumentException("unknown hint");
        };
    }

    private static PbStateWished wish(Hint.StateWished h) {
        return PbStateWished.newBuilder()
                .setNode(TopologyCodec.member(h.node()))
                .setWish(h.wish().number())
                .build();
    }

    private static PbDeposition deposition(Hint.DepositionAsked h) {
        return PbDeposition.newBuilder()
                .setShard(h.shard())
                .setTerm(h.term())
                .setBy(TopologyCodec.member(h.by()))
                .build();
    }

    private static PbLogEnd logEnd(Hint.LogEnd h) {
        return PbLogEnd.newBuilder()
                .setShard(h.shard())
                .setFencedTerm(h.fencedTerm())
                .setVersion(h.version())
                .setBy(TopologyCodec.member(h.by()))
                .setLastTerm(h.lastTerm())
                .setLastOffset(h.lastOffset())
                .build();
    }
}
