package dev.cairn.node.metadata;

import com.google.protobuf.InvalidProtocolBufferException;

import dev.cairn.protocol.wire.PbTopologyDelta;
import dev.cairn.protocol.wire.PbTopologyUpdate;

import org.jspecify.annotations.Nullable;

/** Updates of the topology to and from bytes; no update is no bytes. */
final class UpdateCodec {
    private UpdateCodec() {}

    static byte[] encode(@Nullable TopologyUpdate update) {
        return switch (update) {
            case null -> new byte[0];
            case TopologyUpdate.Snapshot u ->
                    PbTopologyUpdate.newBuilder()
                            .setSnapshot(TopologyCodec.topology(u.topology()))
                            .build()
                            .toByteArray();
            case TopologyUpdate.Delta u ->
                    PbTopologyUpdate.newBuilder().setDelta(delta(u)).build().toByteArray();
        };
    }

    static @Nullable TopologyUpdate decode(byte[] bytes) {
        try {
            PbTopologyUpdate pb = PbTopologyUpdate.parseFrom(bytes);
            return switch (pb.getUpdateCase()) {
                case UPDATE_NOT_SET -> null;
                case SNAPSHOT ->
                        new TopologyUpdate.Snapshot(TopologyCodec.topology(pb.getSnapshot()));
                case DELTA -> delta(pb.getDelta());
            };
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not an update", e);
        }
    }

    private static PbTopologyDelta delta(TopologyUpdate.Delta delta) {
        PbTopologyDelta.Builder pb =
                PbTopologyDelta.newBuilder()
                        .setFromVersion(delta.from())
                        .setToVersion(delta.version())
                        .setSettings(TopologyCodec.settings(delta.settings()))
                        .addAllForgotten(TopologyCodec.ids(delta.forgotten()))
                        .addAllVoters(TopologyCodec.ids(delta.voters()));
        delta.nodes().forEach(node -> pb.addNodes(TopologyCodec.node(node)));
        delta.shards().forEach(shard -> pb.addShards(TopologyCodec.shard(shard)));
        return pb.build();
    }

    private static TopologyUpdate.Delta delta(PbTopologyDelta pb) {
        return new TopologyUpdate.Delta(
                pb.getFromVersion(),
                pb.getToVersion(),
                TopologyCodec.settings(pb.getSettings()),
                pb.getNodesList().stream().map(each -> TopologyCodec.node(each)).toList(),
                TopologyCodec.idsOf(pb.getForgottenList()),
                pb.getShardsList().stream().map(each -> TopologyCodec.shard(each)).toList(),
                TopologyCodec.idsOf(pb.getVotersList()));
    }
}
