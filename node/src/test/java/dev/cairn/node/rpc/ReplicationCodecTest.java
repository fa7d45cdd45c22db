package dev.cairn.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;

import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.wire.PbMessage;
import dev.cairn.protocol.wire.PbPlace;
import dev.cairn.replication.log.LogEnd;
import dev.cairn.replication.log.LogRecord;
import dev.cairn.replication.message.Message;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

class ReplicationCodecTest {
    private static final LogEnd PLACE = new LogEnd(3, 70);
    private static final byte[] BYTES = {1, 0, -1, 127};

    static Stream<Message> messages() {
        return Stream.of(
                new Message.Attach(16_383, 7, 2, LogEnd.NONE, 0),
                new Message.Attach(5, 7, 2, PLACE, 69),
                new Message.Attached(0, 7, PLACE),
                new Message.Truncate(5, 7, PLACE),
                new Message.Append(5, 7, PLACE, List.of(), 70),
                new Message.Ack(5, 7, 2, 71, 70),
                new Message.SnapshotBegin(5, 7, 2, PLACE),
                new Message.SnapshotEnd(5, 7, 2, 3, 1_000),
                new Message.Fence(5, 7, 9),
                new Message.HandOver(5, 7, 9, new NodeId("ab".repeat(20))),
                new Message.Beacon(-5, 2),
                new Message.BeaconAck(-5, 2, List.of(new Message.FencedShard(5, 7))));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void comesBackAsItWas(Message message) throws InvalidProtocolBufferException {
        assertThat(sent(message)).isEqualTo(message);
    }

    @Test
    void recordsOfSeveralTermsComeBack() throws InvalidProtocolBufferException {
        var records =
                List.of(new LogRecord(3, 71, 1_000, BYTES), new LogRecord(7, 72, 990, new byte[0]));
        var append = (Message.Append) sent(new Message.Append(5, 7, PLACE, records, 70));
        assertThat(append)
                .usingRecursiveComparison()
                .isEqualTo(new Message.Append(5, 7, PLACE, records, 70));
    }

    @Test
    void aPieceWithAWrongChecksumIsRefused() throws InvalidProtocolBufferException {
        var chunk = new Message.SnapshotChunk(5, 7, 2, 0, BYTES);
        assertThat(sent(chunk)).usingRecursiveComparison().isEqualTo(chunk);
        var damaged = ReplicationCodec.encode(chunk).toBuilder();
        damaged.getSnapshotChunkBuilder().setCrc32C(1);
        assertThatThrownBy(() -> ReplicationCodec.decode(damaged.build()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void columnsOfUnequalLengthAreRefused() {
        var pb = PbMessage.newBuilder();
        pb.getAppendBuilder()
                .setTerm(1)
                .setPrevious(PbPlace.getDefaultInstance())
                .addTimes(1)
                .addTimes(2);
        assertThatThrownBy(() -> ReplicationCodec.decode(pb.build()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void damagedMessagesAreRefusedOrReadButNeverAnythingElse() {
        var random = new Random(11);
        byte[][] sound =
                messages()
                        .map(message -> ReplicationCodec.encode(message).toByteArray())
                        .toArray(byte[][]::new);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = sound[random.nextInt(sound.length)].clone();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            try {
                ReplicationCodec.decode(PbMessage.parseFrom(bytes));
            } catch (IllegalArgumentException | InvalidProtocolBufferException refused) {
                assertThat(refused).isNotNull();
            }
        }
    }

    private static Message sent(Message message) throws InvalidProtocolBufferException {
        byte[] bytes = ReplicationCodec.encode(message).toByteArray();
        return ReplicationCodec.decode(PbMessage.parseFrom(bytes));
    }
}
