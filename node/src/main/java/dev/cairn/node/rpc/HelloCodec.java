package dev.cairn.node.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;

import dev.cairn.node.metadata.TopologyCodec;
import dev.cairn.protocol.topology.NodeAddress;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.StoreId;
import dev.cairn.protocol.wire.PbAddress;
import dev.cairn.protocol.wire.PbHello;

import io.grpc.Metadata;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/**
 * Who a node is, to and from its wire form. What comes in passes the records' own checks;
 * IllegalArgumentException says that it did not.
 */
final class HelloCodec {
    /** The version of the streams' protocol; another one is refused. */
    static final int PROTOCOL = 1;

    private static final Metadata.Key<byte[]> HEADER =
            Metadata.Key.of("cairn-hello-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private static final Metadata.Key<byte[]> WANTED =
            Metadata.Key.of("cairn-wanted-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private HelloCodec() {}

    static PbHello encode(Hello hello) {
        String cluster = hello.clusterId();
        return PbHello.newBuilder()
                .setClusterId(cluster == null ? "" : cluster)
                .setNode(TopologyCodec.id(hello.node()))
                .setStore(store(hello.store()))
                .setIncarnation(hello.incarnation())
                .setAddress(address(hello.address()))
                .setProtocol(PROTOCOL)
                .build();
    }

    static Hello decode(PbHello pb) {
        if (pb.getProtocol() != PROTOCOL) {
            throw new IllegalArgumentException("speaks protocol " + pb.getProtocol());
        }
        return new Hello(
                pb.getClusterId().isEmpty() ? null : pb.getClusterId(),
                TopologyCodec.id(pb.getNode()),
                store(pb.getStore()),
                pb.getIncarnation(),
                address(pb.getAddress()));
    }

    /** The headers of a stream, which say who opens or accepts it. */
    static Metadata headers(Hello hello) {
        Metadata headers = new Metadata();
        headers.put(HEADER, encode(hello).toByteArray());
        return headers;
    }

    /** The headers of a stream for this node, and not for another that has taken its address. */
    static Metadata headers(Hello hello, NodeId wanted) {
        Metadata headers = headers(hello);
        headers.put(WANTED, TopologyCodec.id(wanted).toByteArray());
        return headers;
    }

    /** Whether the stream of these headers is for this node, or for whoever is there. */
    static boolean isFor(NodeId node, Metadata headers) {
        byte @Nullable [] wanted = headers.get(WANTED);
        return wanted == null || Arrays.equals(wanted, TopologyCodec.id(node).toByteArray());
    }

    /** Who opened or accepted the stream of these headers. */
    static Hello ofHeaders(Metadata headers) {
        byte @Nullable [] bytes = headers.get(HEADER);
        if (bytes == null) {
            throw new IllegalArgumentException("does not say who it is");
        }
        try {
            return decode(PbHello.parseFrom(bytes));
        } catch (InvalidProtocolBufferException malformed) {
            throw new IllegalArgumentException("malformed hello", malformed);
        }
    }

    static PbAddress address(NodeAddress address) {
        return PbAddress.newBuilder()
                .setHost(address.host())
                .setRespPort(address.respPort())
                .setRpcPort(address.rpcPort())
                .setHttpPort(address.httpPort())
                .build();
    }

    static NodeAddress address(PbAddress pb) {
        return new NodeAddress(pb.getHost(), pb.getRespPort(), pb.getRpcPort(), pb.getHttpPort());
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
