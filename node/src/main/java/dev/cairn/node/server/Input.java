package dev.cairn.node.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import org.jspecify.annotations.Nullable;

/**
 * What a connection has received and not yet run. The bytes of requests in a batch stay where they
 * are until the batch is done; what arrives meanwhile is kept aside.
 */
final class Input {

    private static final int SMALL_BYTES = 256;

    private final ByteBufAllocator allocator;
    private @Nullable ByteBuf bytes;
    private @Nullable ByteBuf aside;

    Input(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** The bytes to read requests from; null if there are none. */
    @Nullable ByteBuf bytes() {
        return bytes;
    }

    /** How many bytes are held. */
    long held() {
        return capacity(bytes) + capacity(aside);
    }

    /** How many bytes are not yet read. */
    long unread() {
        return readable(bytes) + readable(aside);
    }

    /** Takes what was received while requests are being run from the bytes before. */
    void putAside(ByteBuf received) {
        aside = joined(aside, received);
    }

    /** Takes what was received. */
    void add(ByteBuf received) {
        bytes = joined(bytes, received);
    }

    /** No request points into the bytes any more: what was read is given back. */
    void settle() {
        if (bytes != null) {
            bytes = trimmed(bytes);
        }
        ByteBuf kept = aside;
        if (kept != null) {
            aside = null;
            add(kept);
        }
    }

    /** The unread rest, and no more memory than that needs. */
    private @Nullable ByteBuf trimmed(ByteBuf all) {
        int rest = all.readableBytes();
        if (rest > 0 && (all.capacity() <= SMALL_BYTES || all.capacity() / 4 < rest)) {
            return all;
        }
        ByteBuf kept = rest == 0 ? null : allocator.directBuffer(rest).writeBytes(all);
        all.release();
        return kept;
    }

    void release() {
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
        if (aside != null) {
            aside.release();
            aside = null;
        }
    }

    /** Memory grows with what has arrived, not with what was announced. */
    private ByteBuf joined(@Nullable ByteBuf first, ByteBuf second) {
        if (first == null) {
            return second;
        }
        if (!first.isReadable()) {
            first.release();
            return second;
        }
        ByteBuf joined = first;
        if (first.writableBytes() < second.readableBytes()) {
            int needed = Math.addExact(first.readableBytes(), second.readableBytes());
            joined = allocator.directBuffer((int) Math.min(2L * needed, Integer.MAX_VALUE - 8));
            joined.writeBytes(first);
            first.release();
        }
        joined.writeBytes(second);
        second.release();
        return joined;
    }

    private static long capacity(@Nullable ByteBuf buffer) {
        return buffer == null ? 0 : buffer.capacity();
    }

    private static long readable(@Nullable ByteBuf buffer) {
        return buffer == null ? 0 : buffer.readableBytes();
    }
}
