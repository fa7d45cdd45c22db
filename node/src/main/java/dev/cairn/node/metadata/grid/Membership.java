package dev.cairn.node.metadata.grid;

import com.google.protobuf.InvalidProtocolBufferException;

import dev.cairn.node.metadata.DurableFile;
import dev.cairn.node.metadata.TopologyCodec;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.wire.PbMembership;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The grid that a node belongs to and whom to ask about it. Kept on disk: a node that has it never
 * forms another grid.
 *
 * @param nodes the nodes known last, in the order of their ids
 * @param founders the first voters, when this node was there when the grid was formed; else empty
 */
public record Membership(String clusterId, List<NodeEntry> nodes, List<NodeId> founders) {
    /** Most voters that a grid begins with. */
    static final int MAX_FOUNDERS = 3;

    public Membership {
        if (clusterId.isBlank()) {
            throw new IllegalArgumentException("membership of no grid");
        }
        nodes = List.copyOf(nodes);
        founders = List.copyOf(founders);
    }

    /** A grid that begins with these nodes; the first of an odd number of them vote. */
    static Membership founding(String clusterId, List<NodeEntry> nodes) {
        int voters = nodes.size() >= MAX_FOUNDERS ? MAX_FOUNDERS : 1;
        List<NodeId> founders = nodes.stream().map(NodeEntry::id).sorted().limit(voters).toList();
        return new Membership(clusterId, nodes, founders);
    }

    boolean includes(NodeId node) {
        return nodes.stream().anyMatch(entry -> entry.id().equals(node));
    }

    Membership withNodes(List<NodeEntry> next) {
        return new Membership(clusterId, next, founders);
    }

    static @Nullable Membership load(Path file) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        try {
            return decode(PbMembership.parseFrom(Files.readAllBytes(file)));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    void save(Path file) throws IOException {
        DurableFile.write(file, encode().toByteArray());
    }

    PbMembership encode() {
        PbMembership.Builder pb = PbMembership.newBuilder().setClusterId(clusterId);
        nodes.forEach(node -> pb.addNodes(TopologyCodec.node(node)));
        founders.forEach(founder -> pb.addFounders(TopologyCodec.id(founder)));
        return pb.build();
    }

    static Membership decode(PbMembership pb) {
        return new Membership(
                pb.getClusterId(),
                pb.getNodesList().stream().map(node -> TopologyCodec.node(node)).toList(),
                pb.getFoundersList().stream().map(id -> TopologyCodec.id(id)).toList());
    }
}
