package dev.cairn.node.rpc;

import com.google.protobuf.ByteString;

import dev.cairn.node.membership.Gossip;
import dev.cairn.node.membership.Gossip.Answer;
import dev.cairn.node.membership.Gossip.NoAnswer;
import dev.cairn.node.membership.Gossip.Probe;
import dev.cairn.node.membership.Gossip.ProbeFor;
import dev.cairn.node.membership.Gossip.Spread;
import dev.cairn.node.membership.Gossip.Sync;
import dev.cairn.node.membership.Rumor;
import dev.cairn.node.membership.Standing;
import dev.cairn.node.membership.Version;
import dev.cairn.node.metadata.TopologyCodec;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.wire.PbGossip;
import dev.cairn.protocol.wire.PbProbe;
import dev.cairn.protocol.wire.PbProbeAnswer;
import dev.cairn.protocol.wire.PbProbeFor;
import dev.cairn.protocol.wire.PbProbeNoAnswer;
import dev.cairn.protocol.wire.PbRumor;
import dev.cairn.protocol.wire.PbSpread;
import dev.cairn.protocol.wire.PbSync;

import java.util.List;

/**
 * Gossip to and from its wire form. What comes in passes the records' own checks;
 * IllegalArgumentException says that it did not.
 */
final class GossipCodec {
    /** Most rumors accepted in one message: everything that a node can know. */
    private static final int MOST_RUMORS = 2_048;

    private GossipCodec() {}

    static PbGossip encode(Gossip gossip) {
        PbGossip.Builder pb = PbGossip.newBuilder();
        gossip.rumors().forEach(rumor -> pb.addRumors(rumor(rumor)));
        switch (gossip) {
            case Probe m -> pb.setProbe(PbProbe.newBuilder().setNumber(m.number()));
            case ProbeFor m ->
                    pb.setProbeFor(
                            PbProbeFor.newBuilder()
                                    .setNumber(m.number())
                                    .setTarget(TopologyCodec.id(m.target())));
            case Answer m -> pb.setAnswer(PbProbeAnswer.newBuilder().setNumber(m.number()));
            case NoAnswer m -> pb.setNoAnswer(PbProbeNoAnswer.newBuilder().setNumber(m.number()));
            case Spread _ -> pb.setSpread(PbSpread.getDefaultInstance());
            case Sync m -> pb.setSync(PbSync.newBuilder().setAnswerWanted(m.answerWanted()));
        }
        return pb.build();
    }

    static Gossip decode(PbGossip pb) {
        if (pb.getRumorsCount() > MOST_RUMORS) {
            throw new IllegalArgumentException(pb.getRumorsCount() + " rumors");
        }
        List<Rumor> rumors = pb.getRumorsList().stream().map(GossipCodec::rumor).toList();
        return switch (pb.getMessageCase()) {
            case PROBE -> new Probe(pb.getProbe().getNumber(), rumors);
            case PROBE_FOR -> {
                PbProbeFor wish = pb.getProbeFor();
                yield new ProbeFor(wish.getNumber(), TopologyCodec.id(wish.getTarget()), rumors);
            }
            case ANSWER -> new Answer(pb.getAnswer().getNumber(), rumors);
            case NO_ANSWER -> new NoAnswer(pb.getNoAnswer().getNumber());
            case SPREAD -> new Spread(rumors);
            case SYNC -> new Sync(pb.getSync().getAnswerWanted(), rumors);
            case MESSAGE_NOT_SET -> throw new IllegalArgumentException("empty gossip");
        };
    }

    private static PbRumor rumor(Rumor rumor) {
        return PbRumor.newBuilder()
                .setSubject(TopologyCodec.id(rumor.subject()))
                .setIncarnation(rumor.version().incarnation())
                .setRevision(rumor.version().revision())
                .setStanding(rumor.standing().number())
                .setAddress(HelloCodec.address(rumor.address()))
                .setSource(source(rumor))
                .build();
    }

    private static ByteString source(Rumor rumor) {
        return rumor.source().equals(rumor.subject())
                ? ByteString.EMPTY
                : TopologyCodec.id(rumor.source());
    }

    private static Rumor rumor(PbRumor pb) {
        NodeId subject = TopologyCodec.id(pb.getSubject());
        return new Rumor(
                subject,
                new Version(pb.getIncarnation(), pb.getRevision()),
                Standing.ofNumber(pb.getStanding()),
                HelloCodec.address(pb.getAddress()),
                pb.getSource().isEmpty() ? subject : TopologyCodec.id(pb.getSource()));
    }
}
