package dev.cairn.node.rpc;

import com.google.protobuf.ByteString;

import dev.cairn.protocol.wire.PbFragment;
import dev.cairn.protocol.wire.PbFrame;
import dev.cairn.protocol.wire.PbMessage;

import org.jspecify.annotations.Nullable;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What waits for one stream, bounded in bytes. Any thread puts in; the stream's event loop takes
 * out, as many messages at a time as fit into a frame.
 */
final class Outbox {
    private final Queue<PbMessage> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final long limit;
    private @Nullable ByteString large;
    private long largeCost;
    private int largeSent;

    Outbox(long limit) {
        this.limit = limit;
    }

    /**
     * False when there is no room: what waits already reaches the limit. So a message larger than
     * the limit gets through, though it may be behind others, and what waits exceeds the limit by
     * one message at most for each thread.
     */
    boolean offer(PbMessage message) {
        long cost = cost(message);
        long before = bytes.getAndAdd(cost);
        if (before >= limit) {
            bytes.addAndGet(-cost);
            return false;
        }
        waiting.add(message);
        return true;
    }

    /** What waits, in bytes; a message that travels in parts counts until the last has left. */
    long bytes() {
        return bytes.get();
    }

    /** The next frame; null when nothing waits. */
    @Nullable PbFrame take() {
        if (large != null) {
            return part(large);
        }
        PbMessage next = waiting.peek();
        if (next == null) {
            return null;
        }
        if (next.getSerializedSize() > RpcLimits.PART_BYTES) {
            waiting.remove();
            largeCost = cost(next);
            large = next.toByteString();
            largeSent = 0;
            return part(large);
        }
        PbFrame.Builder frame = PbFrame.newBuilder();
        int size = 0;
        while (next != null && fits(size, next)) {
            remove(next);
            size += next.getSerializedSize();
            frame.addMessages(next);
            next = waiting.peek();
        }
        return frame.build();
    }

    private static boolean fits(int size, PbMessage next) {
        return next.getSerializedSize() <= RpcLimits.PART_BYTES
                && (size == 0 || size + next.getSerializedSize() <= RpcLimits.GATHER_BYTES);
    }

    private void remove(PbMessage head) {
        waiting.remove();
        bytes.addAndGet(-cost(head));
    }

    private PbFrame part(ByteString whole) {
        int end = Math.min(whole.size(), largeSent + RpcLimits.PART_BYTES);
        boolean last = end == whole.size();
        var fragment = PbFragment.newBuilder().setPart(whole.substring(largeSent, end));
        largeSent = end;
        if (last) {
            large = null;
            bytes.addAndGet(-largeCost);
        }
        var message = PbMessage.newBuilder().setFragment(fragment.setLast(last));
        return PbFrame.newBuilder().addMessages(message).build();
    }

    private static long cost(PbMessage message) {
        return (long) message.getSerializedSize() + RpcLimits.MESSAGE_OVERHEAD_BYTES;
    }
}
