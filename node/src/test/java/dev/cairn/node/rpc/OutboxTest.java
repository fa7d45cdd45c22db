package dev.cairn.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;

import dev.cairn.protocol.wire.PbFragment;
import dev.cairn.protocol.wire.PbFrame;
import dev.cairn.protocol.wire.PbMessage;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class OutboxTest {
    private static final int LIMIT = 4 << 20;

    private final Outbox outbox = new Outbox(LIMIT);

    @Test
    void aMessageLargerThanTheLimitGetsThroughBehindOthers() {
        assertThat(outbox.offer(Endpoint.ack(1))).isTrue();
        assertThat(outbox.offer(Endpoint.append(new byte[3 * LIMIT]))).isTrue();
        assertThat(outbox.offer(Endpoint.ack(2))).isFalse();
        drain();
        assertThat(outbox.offer(Endpoint.ack(3))).isTrue();
    }

    @Test
    void aLargeMessageCountsUntilItsLastPartHasLeft() {
        outbox.offer(Endpoint.append(new byte[3 * LIMIT]));
        outbox.take();
        assertThat(outbox.bytes()).isGreaterThan(3 * LIMIT);
        assertThat(outbox.offer(Endpoint.append(new byte[3 * LIMIT]))).isFalse();
        drain();
        assertThat(outbox.bytes()).isZero();
    }

    @Test
    void noFrameIsLargerThanAReaderAccepts() throws InvalidProtocolBufferException {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var large = new Outbox(Long.MAX_VALUE);
        var sent = new ArrayList<PbMessage>();
        for (int i = 0; i < 200; i++) {
            int size = 1 << random.nextInt(23);
            var message = Endpoint.append(new byte[random.nextInt(size)]);
            sent.add(message);
            large.offer(message);
        }
        var assembly = new Assembly(RpcLimits.MESSAGE_BYTES);
        List<PbMessage> received = new ArrayList<>();
        for (PbFrame frame; (frame = large.take()) != null; ) {
            assertThat(frame.getSerializedSize()).isLessThan(RpcLimits.FRAME_BYTES);
            for (PbMessage each : frame.getMessagesList()) {
                var whole = each.hasFragment() ? assembly.add(each.getFragment()) : each;
                if (whole != null) {
                    received.add(whole);
                }
            }
        }
        assertThat(received).as("seed %d", seed).isEqualTo(sent);
        assertThat(large.bytes()).isZero();
    }

    @Test
    void partsThatNeverEndAreRefused() throws InvalidProtocolBufferException {
        var assembly = new Assembly(LIMIT);
        var part = part(RpcLimits.PART_BYTES);
        for (int bytes = 0; bytes < LIMIT; bytes += RpcLimits.PART_BYTES) {
            assertThat(assembly.add(part)).isNull();
        }
        assertThatThrownBy(() -> assembly.add(part))
                .isInstanceOf(InvalidProtocolBufferException.class);
    }

    @Test
    void manySmallPartsAreRefused() {
        assertThatThrownBy(() -> new Assembly(LIMIT).add(part(1)))
                .isInstanceOf(InvalidProtocolBufferException.class);
    }

    private static PbFragment part(int bytes) {
        return PbFragment.newBuilder().setPart(ByteString.copyFrom(new byte[bytes])).build();
    }

    private void drain() {
        while (outbox.take() != null) {
            assertThat(outbox.bytes()).isNotNegative();
        }
    }
}
