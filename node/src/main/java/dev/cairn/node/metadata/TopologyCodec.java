package dev.cairn.node.metadata;

import com.google.protobuf.ByteString;

import dev.cairn.protocol.topology.ClusterSettings;
import dev.cairn.protocol.topology.Durability;
import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeAddress;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.protocol.topology.StoreId;
import dev.cairn.protocol.topology.Topology;
import dev.cairn.protocol.wire.PbMember;
import dev.cairn.protocol.wire.PbNode;
import dev.cairn.protocol.wire.PbSettings;
import dev.cairn.protocol.wire.PbShard;
import dev.cairn.protocol.wire.PbTopology;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The topology's records to and from their wire form. Whatever comes in passes the records' own
 * checks; IllegalArgumentException says that it did not.
 */
public final class TopologyCodec {
    private TopologyCodec() {}

    public static ByteString id(NodeId id) {
        return ByteString.copyFrom(HexFormat.of().parseHex(id.hex()));
    }

    public static NodeId id(ByteString bytes) {
        return new NodeId(HexFormat.of().formatHex(bytes.toByteArray()));
    }

    static List<ByteString> ids(List<NodeId> ids) {
        return ids.stream().map(TopologyCodec::id).toList();
    }

    static List<NodeId> idsOf(List<ByteString> ids) {
        return ids.stream().map(TopologyCodec::id).toList();
    }

    public static PbNode node(NodeEntry node) {
        return PbNode.newBuilder()
                .setId(id(node.id()))
                .setStore(store(node.store()))
                .setIncarnation(node.incarnation())
                .setHost(node.host())
                .setRespPort(node.respPort())
                .setRpcPort(node.rpcPort())
                .setHttpPort(node.httpPort())
                .setState(node.state().number())
                .build();
    }

    public static NodeEntry node(PbNode pb) {
        var address =
                new NodeAddress(pb.getHost(), pb.getRespPort(), pb.getRpcPort(), pb.getHttpPort());
        return new NodeEntry(
                id(pb.getId()),
                store(pb.getStore()),
                pb.getIncarnation(),
                address,
                NodeState.ofNumber(pb.getState()));
    }

    public static PbMember member(Member member) {
        return PbMember.newBuilder()
                .setNode(id(member.node()))
                .setIncarnation(member.incarnation())
                .build();
    }

    public static Member member(PbMember pb) {
        return new Member(id(pb.getNode()), pb.getIncarnation());
    }

    static PbShard shard(ShardEntry shard) {
        PbShard.Builder pb =
                PbShard.newBuilder()
                        .setShard(shard.shard())
                        .setTerm(shard.term())
                        .setVersion(shard.version())
                        .addAllReplicas(ids(shard.replicas()))
                        .addAllEligible(ids(shard.eligible()))
                        .addAllLearners(ids(shard.learners()));
        NodeId primary = shard.primary();
        if (primary != null) {
            pb.setPrimary(id(primary));
        }
        shard.inSync().forEach(member -> pb.addInSync(member(member)));
        return pb.build();
    }

    static ShardEntry shard(PbShard pb) {
        return new ShardEntry(
                pb.getShard(),
                pb.getTerm(),
                pb.getVersion(),
                pb.getPrimary().isEmpty() ? null : id(pb.getPrimary()),
                idsOf(pb.getReplicasList()),
                pb.getInSyncList().stream().map(TopologyCodec::member).toList(),
                idsOf(pb.getEligibleList()),
                idsOf(pb.getLearnersList()));
    }

    static PbSettings settings(ClusterSettings settings) {
        return PbSettings.newBuilder()
                .setShardCount(settings.shardCount())
                .setReplicationFactor(settings.replicationFactor())
                .setMinInSync(settings.minInSync())
                .setDurability(settings.durability().number())
                .build();
    }

    static ClusterSettings settings(PbSettings pb) {
        return new ClusterSettings(
                pb.getShardCount(),
                pb.getReplicationFactor(),
                pb.getMinInSync(),
                Durability.ofNumber(pb.getDurability()));
    }

    public static PbTopology topology(Topology topology) {
        PbTopology.Builder pb =
                PbTopology.newBuilder()
                        .setClusterId(topology.clusterId())
                        .setVersion(topology.version())
                        .setSettings(settings(topology.settings()))
                        .addAllVoters(ids(topology.voters()));
        topology.nodes().values().forEach(node -> pb.addNodes(node(node)));
        topology.shards().forEach(shard -> pb.addShards(shard(shard)));
        return pb.build();
    }

    public static Topology topology(PbTopology pb) {
        Map<NodeId, NodeEntry> nodes = new HashMap<>();
        for (PbNode each : pb.getNodesList()) {
            NodeEntry node = node(each);
            nodes.put(node.id(), node);
        }
        return new Topology(
                pb.getClusterId(),
                pb.getVersion(),
                settings(pb.getSettings()),
                nodes,
                pb.getShardsList().stream().map(TopologyCodec::shard).toList(),
                idsOf(pb.getVotersList()));
    }

    private static ByteString store(StoreId store) {
        UUID uuid = store.uuid();
        ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
        bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
        return ByteString.copyFrom(bytes.flip());
    }

    private static StoreId store(ByteString bytes) {
        if (bytes.size() != 2 * Long.BYTES) {
            throw new IllegalArgumentException("store id of " + bytes.size() + " bytes");
        }
        ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
        return new StoreId(new UUID(buffer.getLong(), buffer.getLong()));
    }
}
