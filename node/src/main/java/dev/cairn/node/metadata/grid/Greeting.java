package dev.cairn.node.metadata.grid;

import com.google.protobuf.InvalidProtocolBufferException;

import dev.cairn.node.metadata.TopologyCodec;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.wire.PbGreeting;

import org.jspecify.annotations.Nullable;

/**
 * What a node says of itself to a stranger.
 *
 * @param membership the grid it belongs to; null while it belongs to none
 */
record Greeting(NodeEntry self, @Nullable Membership membership) {
    byte[] toBytes() {
        PbGreeting.Builder pb = PbGreeting.newBuilder().setSelf(TopologyCodec.node(self));
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
                    pb.hasMembership() ? Membership.decode(pb.getMembership()) : null);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not a greeting", e);
        }
    }
}
