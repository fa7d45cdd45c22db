package dev.cairn.node.server;

import dev.cairn.node.config.OutputLimits.Limit;
import dev.cairn.node.metrics.Counter;
import dev.cairn.node.metrics.Tally;
import dev.cairn.protocol.resp.Refused;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/**
 * Where replies and pushes leave for a client's channel, in their order, and where it shows how
 * much the client leaves unread. Belongs to whoever the {@link Output} belongs to.
 */
final class Outlet {

    /** What a client may leave unread before it has authenticated. */
    private static final int UNAUTHENTICATED_BYTES = 16 << 10;

    /** A batch pauses to send its replies when they have become so many bytes. */
    private static final int BYTES_AT_ONCE = 1 << 20;

    private final Channel channel;
    private final Tally tally;
    private final Output output;
    private final Pushes pushes;
    private final OutputWatch watch = new OutputWatch();
    private volatile long unsentBytes;

    Outlet(Channel channel, Tally tally, Output output, Pushes pushes) {
        this.channel = channel;
        this.tally = tally;
        this.output = output;
        this.pushes = pushes;
    }

    /**
     * Writes the pushes behind the replies; only where no reply is being written.
     *
     * @param gathered also those that are gathered by prefixes
     * @return false if there is no room for them
     */
    boolean tell(boolean gathered) {
        if (pushes.isEmpty()) {
            return true;
        }
        output.open();
        int mark = output.reply().mark();
        try {
            pushes.writeTo(output.reply(), gathered);
            return true;
        } catch (Refused tooMuchUnsent) {
            output.reply().rollback(mark);
            return false;
        }
    }

    /** Sends what no gate holds back. */
    void send() {
        ByteBuf bytes = output.take();
        if (bytes != null) {
            tally.add(Counter.OUTPUT_BYTES, bytes.readableBytes());
            tally.increment(Counter.WRITES);
            channel.writeAndFlush(bytes, channel.voidPromise());
        }
    }

    /** Whether no more replies should be written before what there is has been sent. */
    boolean isFull(boolean authenticated) {
        return output.held() > (authenticated ? BYTES_AT_ONCE : UNAUTHENTICATED_BYTES);
    }

    /** Looks how much is unsent now, and whether that breaks a limit. */
    boolean breaks(Limit limit, boolean authenticated, long nowMillis) {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        long unsent = output.held() + (waiting == null ? 0 : waiting.totalPendingWriteBytes());
        unsentBytes = unsent;
        boolean isStranger = unsent > UNAUTHENTICATED_BYTES && !authenticated;
        return isStranger || watch.isBroken(limit, unsent, nowMillis);
    }

    /** What was unsent at the last look; from any thread. */
    long unsentBytes() {
        return unsentBytes;
    }
}
