package dev.cairn.node.metadata.grid;

import com.google.protobuf.InvalidProtocolBufferException;

import dev.cairn.node.metadata.TopologyCodec;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.wire.PbGreeting;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a node says of itself to a stranger.
 *
 * @param membership the grid it belongs to; null while it belongs to none
 * @param initial its initial nodes, each as it would be configured
 */
record Greeting(NodeEntry self, @Nullable Membership membership, List<String> initial) {
    Greeting {
        initial = List.copyOf(initial);
    }

    byte[] toBytes() {
        PbGreeting.Builder pb =
                PbGreeting.newBuilder()
                        .setSelf(TopologyCodec.node(self))
                        .addAllInitialNodes(initial);
        if (membership != null) {
            pb.setMembership(membership.encode());
        }
        return pb.build().toByteArray();
    }

    static Greeting of(byte[] bytes) {
        try {
            PbGreeting pb = PbGreeting.parseFrom(bytes);
            return new Greeting(
                    TopologyCodec.node(pb.getSelf()),
                    pb.hasMembership() ? Membership.decode(pb.getMembership()) : null,
                    pb.getInitialNodesList());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not a greeting", e);
        }
    }
}
