package dev.cairn.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;

import dev.cairn.protocol.wire.PbAppend;
import dev.cairn.protocol.wire.PbGossip;
import dev.cairn.protocol.wire.PbMessage;
import dev.cairn.protocol.wire.PbRumor;
import dev.cairn.protocol.wire.PbSpread;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.embedded.EmbeddedChannel;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** The RPC port among strangers: nothing that they send may hurt the node or its other peers. */
@Timeout(60)
class RpcHostileTest {
    private static final int PATIENCE_MILLIS = 20_000;

    /** The control stream as a sender of any bytes sees it. */
    private static final MethodDescriptor<byte[], byte[]> RAW =
            Lane.CONTROL.method().toBuilder(new Bytes(), new Bytes()).build();

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A peer that speaks gRPC and otherwise does as it likes. */
    private static final class Stranger implements AutoCloseable {
        final ManagedChannel channel;
        final CompletableFuture<Status> end = new CompletableFuture<>();

        Stranger(Endpoint victim) {
            channel =
                    NettyChannelBuilder.forAddress("127.0.0.1", victim.rpc().port())
                            .usePlaintext()
                            .build();
        }

        ClientCall<byte[], byte[]> open(Metadata headers) {
            var call = channel.newCall(RAW, CallOptions.DEFAULT);
            call.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            end.complete(status);
                        }
                    },
                    headers);
            call.request(1);
            return call;
        }

        @Override
        public void close() {
            channel.shutdownNow();
        }
    }

    private static Metadata headersOf(int node) {
        return HelloCodec.headers(Endpoint.hello(node, 1, 1, Endpoint.GRID));
    }

    private static void assertServes(Endpoint victim) {
        try (var friend = new Endpoint(8, 1, Endpoint.freePort(), Endpoint.GRID).open()) {
            friend.knows(victim);
            friend.awaitLinks(victim, 1);
        }
    }

    @Test
    void frameOverTheLimitIsRefused() {
        try (var victim = Endpoint.open(5);
                var stranger = new Stranger(victim)) {
            var call = stranger.open(headersOf(1));
            call.sendMessage(new byte[RpcLimits.FRAME_BYTES + 1]);
            assertThat(stranger.end.join().isOk()).isFalse();
            assertServes(victim);
        }
    }

    @Test
    void streamWithoutANameIsRefused() {
        try (var victim = Endpoint.open(5);
                var stranger = new Stranger(victim)) {
            stranger.open(new Metadata());
            assertThat(stranger.end.join().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        }
    }

    @Test
    void aNodeWithoutAGridAsksToBeTriedAgain() {
        try (var victim = new Endpoint(9, 1, Endpoint.freePort(), null).open();
                var early = new Stranger(victim)) {
            early.open(headersOf(2));
            assertThat(early.end.join().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(victim.rpc().counters().value(RpcCounter.REFUSED)).isZero();
        }
    }

    @Test
    void garbledNameIsRefused() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var key = Metadata.Key.of("cairn-hello-bin", Metadata.BINARY_BYTE_MARSHALLER);
        try (var victim = Endpoint.open(5)) {
            for (int i = 0; i < 50; i++) {
                byte[] name =
                        HelloCodec.encode(Endpoint.hello(1, 1, 1, Endpoint.GRID)).toByteArray();
                for (int j = 0; j < 8; j++) {
                    name[random.nextInt(name.length)] = (byte) random.nextInt();
                }
                var headers = new Metadata();
                headers.put(key, name);
                try (var stranger = new Stranger(victim)) {
                    stranger.open(headers).cancel("enough", null);
                    assertThat(stranger.end.join().isOk()).as("seed %d", seed).isFalse();
                }
            }
            assertServes(victim);
        }
    }

    @Test
    void garbageInsteadOfFramesEndsTheStream() {
        long seed = System.nanoTime();
        try (var victim = Endpoint.open(5)) {
            for (int i = 0; i < 20; i++) {
                byte[] garbage = new byte[1_000];
                new Random(seed + i).nextBytes(garbage);
                garbage[0] = (byte) 0xff;
                try (var stranger = new Stranger(victim)) {
                    stranger.open(headersOf(1)).sendMessage(garbage);
                    assertThat(stranger.end.join().isOk()).as("seed %d", seed + i).isFalse();
                }
            }
            assertServes(victim);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*1\r\n$4\r\nPING\r\n",
                "PING\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n*1\r\n$4\r\nPING\r\nand then a lot more"
            })
    void otherProtocolsAreHungUpOn(String bytes) throws IOException {
        try (var victim = Endpoint.open(5)) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), victim.rpc().port())) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
                assertThat(readToTheEnd(socket)).doesNotContain("PONG");
            }
            assertServes(victim);
        }
    }

    private static String readToTheEnd(Socket socket) {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (java.net.SocketTimeoutException stillOpen) {
            throw new AssertionError("the connection was left open", stillOpen);
        } catch (IOException reset) {
            return "";
        }
    }

    @Test
    void rapidResetsCostTheConnection() {
        try (var victim = Endpoint.open(5);
                var stranger = new Stranger(victim)) {
            var first = stranger.open(headersOf(1));
            for (int i = 0; i < 10 * RpcLimits.RESETS && !stranger.end.isDone(); i++) {
                var call = stranger.channel.newCall(RAW, CallOptions.DEFAULT);
                call.start(new ClientCall.Listener<>() {}, headersOf(2));
                call.sendMessage(new byte[0]);
                call.cancel("and again", null);
            }
            assertThat(stranger.end.join().getCode()).isNotEqualTo(Status.Code.OK);
            assertThat(first.isReady()).isFalse();
            assertServes(victim);
        }
    }

    @Test
    void nonsenseInAFieldIsCountedAndTheStreamGoesOn() {
        try (var a = Endpoint.open(1);
                var b = Endpoint.open(2)) {
            Endpoint.meet(a, b);
            var rumor = PbRumor.newBuilder().setSubject(ByteString.copyFromUtf8("short"));
            var gossip =
                    PbGossip.newBuilder().addRumors(rumor).setSpread(PbSpread.getDefaultInstance());
            a.send(b, Lane.CONTROL, PbMessage.newBuilder().setGossip(gossip).build());
            a.send(b, Lane.CONTROL, PbMessage.getDefaultInstance());
            a.send(b, Lane.CONTROL, Endpoint.ack(3));
            assertThat(b.nextAck()).isEqualTo(3);
            assertThat(b.rpc().counters().value(RpcCounter.MALFORMED)).isEqualTo(2);
            assertThat(a.rpc().peers().isLinked(b.id(), Lane.CONTROL)).isTrue();
        }
    }

    @Test
    void nonsenseWhereTheOrderCountsCostsTheStream() {
        try (var a = Endpoint.open(1);
                var b = Endpoint.open(2)) {
            Endpoint.meet(a, b);
            var append = PbAppend.newBuilder().setTerm(1).addTimes(1).addTimes(2);
            a.send(b, Lane.REPLICATION, PbMessage.newBuilder().setAppend(append).build());
            a.send(b, Lane.REPLICATION, Endpoint.ack(1));
            a.await("-REPLICATION " + b.id().brief() + "#1");
            a.await("+REPLICATION " + b.id().brief() + "#1");
            b.await("-REPLICATION " + a.id().brief() + "#1");
            b.await("+REPLICATION " + a.id().brief() + "#1");
            a.send(b, Lane.REPLICATION, Endpoint.ack(2));
            assertThat(b.nextAck()).isEqualTo(2);
            assertThat(b.rpc().counters().value(RpcCounter.MALFORMED)).isEqualTo(1);
        }
    }

    @Test
    void connectionsOverTheLimitAreClosedUnread() {
        var counters = new RpcCounters();
        var listener = new EmbeddedChannel(new ConnectionCap(1, counters));
        var first = new EmbeddedChannel();
        var second = new EmbeddedChannel();
        listener.writeInbound(first, second);
        assertThat(first.isOpen()).isTrue();
        assertThat(second.isOpen()).isFalse();
        assertThat(counters.value(RpcCounter.CONNECTIONS_REFUSED)).isEqualTo(1);
        first.close();
        var third = new EmbeddedChannel();
        listener.writeInbound(third);
        assertThat(third.isOpen()).isTrue();
    }
}
