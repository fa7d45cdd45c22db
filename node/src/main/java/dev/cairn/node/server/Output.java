package dev.cairn.node.server;

import dev.cairn.node.command.Reply;
import dev.cairn.node.shard.ShardLog;
import dev.cairn.protocol.resp.Refusal;
import dev.cairn.protocol.resp.RespWriter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

/**
 * A connection's replies in their order, from being written to being handed to the channel. Belongs
 * to whoever runs the connection's requests.
 */
final class Output {

    private static final int INITIAL_BYTES = 1_024;

    private final ByteBufAllocator allocator;
    private final RespWriter writer = new RespWriter(Unpooled.EMPTY_BUFFER);
    private final Reply reply = new Reply(writer);
    private final Gates gates = new Gates();
    private @Nullable ByteBuf bytes;

    Output(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** Makes room for replies. */
    void open() {
        if (bytes == null) {
            bytes = allocator.directBuffer(INITIAL_BYTES);
            writer.target(bytes);
        }
    }

    /** Where replies are written, after {@link #open}. */
    Reply reply() {
        return reply;
    }

    /** How many bytes are not yet handed to the channel. */
    long held() {
        return bytes == null ? 0 : bytes.readableBytes();
    }

    /** Whether replies wait for a commit. */
    boolean isGated() {
        return !gates.isEmpty();
    }

    /** The reply from {@code mark} on waits until {@code log} is committed up to an offset. */
    void gate(ShardLog log, long offset, int mark, boolean write) {
        gates.add(log, offset, write);
        gates.place(mark, reply.mark());
    }

    /** The reply from {@code mark} on has been taken back, or was written after its gates. */
    void regate(int mark) {
        if (!gates.isEmpty()) {
            gates.moveEnd(mark, reply.mark());
        }
    }

    /** Takes what may be sent now; null if that is nothing. */
    @Nullable ByteBuf take() {
        ByteBuf all = bytes;
        if (all == null) {
            return null;
        }
        while (true) {
            switch (gates.open()) {
                case OPEN -> {
                    return takeAll(all);
                }
                case WAITING -> {
                    return takeUntil(all, gates.start());
                }
                case LOST -> all = replaceLost(all);
            }
        }
    }

    void release() {
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
    }

    private @Nullable ByteBuf takeAll(ByteBuf all) {
        if (!all.isReadable()) {
            return null;
        }
        bytes = null;
        writer.target(Unpooled.EMPTY_BUFFER);
        return all;
    }

    /** The rest is copied, for another thread may write to it while what was taken is sent. */
    private @Nullable ByteBuf takeUntil(ByteBuf all, int end) {
        if (end <= all.readerIndex()) {
            return null;
        }
        int rest = all.writerIndex() - end;
        ByteBuf kept = allocator.directBuffer(Math.max(INITIAL_BYTES, rest));
        kept.writeBytes(all, end, rest);
        all.writerIndex(end);
        gates.shift(end);
        bytes = kept;
        writer.target(kept);
        return all;
    }

    /** A write whose record may be lost is in doubt; what was read after it never happened. */
    private ByteBuf replaceLost(ByteBuf all) {
        int start = gates.start();
        int end = Math.min(gates.end(), all.writerIndex());
        ByteBuf mended = allocator.directBuffer(all.capacity());
        mended.writeBytes(all, all.readerIndex(), start - all.readerIndex());
        writer.target(mended);
        if (gates.end() > start) {
            writer.error(
                    gates.isWrite()
                            ? Refusal.INDOUBT.with("the primary changed before it was committed")
                            : Refusal.TRYAGAIN.with("the primary changed"));
        }
        int moved = end - mended.writerIndex();
        mended.writeBytes(all, end, all.writerIndex() - end);
        all.release();
        gates.dropReply();
        gates.shift(moved);
        bytes = mended;
        return mended;
    }
}
