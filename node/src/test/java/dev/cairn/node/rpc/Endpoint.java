package dev.cairn.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.protocol.topology.NodeAddress;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.StoreId;
import dev.cairn.protocol.wire.PbMessage;
import dev.cairn.replication.log.LogEnd;
import dev.cairn.replication.log.LogRecord;
import dev.cairn.replication.message.Message;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** One node's RPC on the loopback, with a record of what it hears. */
final class Endpoint implements AutoCloseable {
    static final String GRID = "grid-of-the-test";

    private static final long PATIENCE_SECONDS = 20;

    private final RpcLoops loops = RpcLoops.start(1);
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final Rpc rpc;

    Endpoint(int number, long incarnation, int port, @Nullable String cluster) {
        this(hello(number, incarnation, port, cluster), 100, null);
    }

    Endpoint(Hello self, long timeoutScale, @Nullable RpcTls tls) {
        var bind =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), self.address().rpcPort());
        try {
            rpc = new Rpc(new RpcSettings(bind, timeoutScale, tls), self, loops);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        rpc.onMessage((_, message) -> messages.add(message));
        rpc.listen(
                new LinkListener() {
                    @Override
                    public void linked(Hello peer, Lane lane) {
                        events.add("+" + lane + " " + peer.member());
                    }

                    @Override
                    public void unlinked(Hello peer, Lane lane, String why) {
                        events.add("-" + lane + " " + peer.member());
                    }
                });
    }

    /** A node of the test's grid in its first life, listening. */
    static Endpoint open(int number) {
        return new Endpoint(number, 1, freePort(), GRID).open();
    }

    static Hello hello(int number, long incarnation, int port, @Nullable String cluster) {
        var address = new NodeAddress("127.0.0.1", 1, port, 0);
        return new Hello(
                cluster, id(number), new StoreId(new UUID(1, number)), incarnation, address);
    }

    static NodeId id(int number) {
        return new NodeId(String.format("%08x%032x", number, number));
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Endpoint open() {
        try {
            rpc.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Endpoint onReplication(BiConsumer<Hello, Message> sink) {
        rpc.onMessage(sink);
        return this;
    }

    Rpc rpc() {
        return rpc;
    }

    NodeId id() {
        return rpc.peers().self().node();
    }

    NodeAddress address() {
        return rpc.peers().self().address();
    }

    void knows(Endpoint... others) {
        for (Endpoint other : others) {
            rpc.peers().keep(other.id(), other.address());
        }
    }

    static void meet(Endpoint a, Endpoint b) {
        a.knows(b);
        b.knows(a);
        a.awaitLinks(b, 1);
        b.awaitLinks(a, 1);
    }

    /** Waits until all three lanes to the other one are up, in that life of it. */
    void awaitLinks(Endpoint other, long incarnation) {
        Set<String> missing = new HashSet<>();
        for (Lane lane : Lane.values()) {
            missing.add("+" + lane + " " + other.id().brief() + "#" + incarnation);
        }
        while (!missing.isEmpty()) {
            String next = poll(events);
            assertThat(next).as("event, waiting for %s", missing).isNotNull();
            missing.remove(next);
        }
    }

    /** What was not waited for yet. */
    List<String> events() {
        return List.copyOf(events);
    }

    /** Waits for an event; earlier ones are passed over. */
    void await(String event) {
        String next;
        do {
            next = poll(events);
            assertThat(next).as("event, waiting for %s", event).isNotNull();
        } while (!event.equals(next));
    }

    /** What the next message acknowledges. */
    long nextAck() {
        return ((Message.Ack) next()).received();
    }

    /** The payload of the next message's record. */
    byte[] nextPayload() {
        return ((Message.Append) next()).records().getFirst().payload();
    }

    private Message next() {
        Message message = poll(messages);
        assertThat(message).as("a message").isNotNull();
        return Objects.requireNonNull(message);
    }

    private static <T> @Nullable T poll(BlockingQueue<T> queue) {
        try {
            return queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    boolean send(Endpoint to, Lane lane, PbMessage message) {
        return rpc.peers().send(to.id(), lane, message);
    }

    static PbMessage ack(long received) {
        return ReplicationCodec.encode(new Message.Ack(0, 1, 1, received, 0));
    }

    static PbMessage append(byte[] payload) {
        var record = new LogRecord(1, 1, 0, payload);
        return ReplicationCodec.encode(new Message.Append(0, 1, LogEnd.NONE, List.of(record), 0));
    }

    @Override
    public void close() {
        rpc.close();
        loops.close();
    }
}
