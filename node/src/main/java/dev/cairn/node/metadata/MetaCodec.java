package dev.cairn.node.metadata;

import com.google.protobuf.InvalidProtocolBufferException;

import dev.cairn.node.metadata.Outcome.Applied;
import dev.cairn.node.metadata.Outcome.Parts;
import dev.cairn.node.metadata.Outcome.Rejected;
import dev.cairn.node.metadata.Outcome.Unknown;
import dev.cairn.protocol.topology.Topology;
import dev.cairn.protocol.wire.PbMetaSnapshot;
import dev.cairn.protocol.wire.PbOutcome;
import dev.cairn.protocol.wire.PbParts;
import dev.cairn.protocol.wire.PbProposal;
import dev.cairn.protocol.wire.PbRemembered;
import dev.cairn.protocol.wire.PbRequestId;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The bytes of the metadata log: proposals, outcomes and snapshots. IllegalArgumentException for
 * bytes that are none of these.
 */
public final class MetaCodec {
    /** The format of snapshots written by this version. */
    static final int SNAPSHOT_FORMAT = 1;

    private MetaCodec() {}

    /** A command under the name of its request. */
    public record Proposal(RequestId id, MetaCommand command) {}

    public static byte[] encode(Proposal proposal) {
        return PbProposal.newBuilder()
                .setId(requestId(proposal.id()))
                .setCommand(CommandCodec.command(proposal.command()))
                .build()
                .toByteArray();
    }

    public static Proposal decodeProposal(byte[] bytes) {
        try {
            PbProposal pb = PbProposal.parseFrom(bytes);
            return new Proposal(requestId(pb.getId()), CommandCodec.command(pb.getCommand()));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not a proposal", e);
        }
    }

    public static byte[] encode(Outcome outcome) {
        return outcome(outcome).toByteArray();
    }

    public static Outcome decodeOutcome(byte[] bytes) {
        try {
            return outcome(PbOutcome.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not an outcome", e);
        }
    }

    public static byte[] encodeSnapshot(MetaState state) {
        PbMetaSnapshot.Builder pb =
                PbMetaSnapshot.newBuilder()
                        .setFormat(SNAPSHOT_FORMAT)
                        .setUncleanElections(state.uncleanElections());
        Topology topology = state.topology();
        if (topology != null) {
            pb.setTopology(TopologyCodec.topology(topology));
        }
        state.remembered()
                .forEach(
                        (id, outcome) ->
                                pb.addRememberedBuilder()
                                        .setId(requestId(id))
                                        .setOutcome(outcome(outcome)));
        return pb.build().toByteArray();
    }

    public static MetaState decodeSnapshot(byte[] bytes) {
        PbMetaSnapshot pb;
        try {
            pb = PbMetaSnapshot.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not a snapshot", e);
        }
        if (pb.getFormat() != SNAPSHOT_FORMAT) {
            throw new IllegalArgumentException("unknown snapshot format " + pb.getFormat());
        }
        Map<RequestId, Outcome> remembered = new LinkedHashMap<>();
        for (PbRemembered each : pb.getRememberedList()) {
            remembered.put(requestId(each.getId()), outcome(each.getOutcome()));
        }
        Topology topology = pb.hasTopology() ? TopologyCodec.topology(pb.getTopology()) : null;
        return new MetaState(topology, remembered, pb.getUncleanElections());
    }

    private static PbRequestId requestId(RequestId id) {
        return PbRequestId.newBuilder()
                .setProposer(id.proposer())
                .setSequence(id.sequence())
                .build();
    }

    private static RequestId requestId(PbRequestId pb) {
        return new RequestId(pb.getProposer(), pb.getSequence());
    }

    static PbOutcome outcome(Outcome outcome) {
        PbOutcome.Builder pb = PbOutcome.newBuilder();
        switch (outcome) {
            case Applied o -> pb.setApplied(o.version());
            case Rejected o -> pb.setRejected(o.reason().number());
            case Unknown o -> pb.setUnknown(o.why());
            case Parts o -> {
                PbParts.Builder parts = pb.getPartsBuilder().setVersion(o.version());
                o.parts().forEach(part -> parts.addParts(outcome(part)));
            }
        }
        return pb.build();
    }

    static Outcome outcome(PbOutcome pb) {
        return switch (pb.getOutcomeCase()) {
            case APPLIED -> new Applied(pb.getApplied());
            case REJECTED -> new Rejected(Rejection.ofNumber(pb.getRejected()));
            case UNKNOWN -> new Unknown(pb.getUnknown());
            case PARTS ->
                    new Parts(
                            pb.getParts().getVersion(),
                            pb.getParts().getPartsList().stream()
                                    .map(part -> outcome(part))
                                    .toList());
            case OUTCOME_NOT_SET -> throw new IllegalArgumentException("no outcome");
        };
    }
}
