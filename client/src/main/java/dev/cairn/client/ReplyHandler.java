package dev.cairn.client;

import dev.cairn.protocol.resp.Reply;
import dev.cairn.protocol.resp.ReplyLimits;
import dev.cairn.protocol.resp.ReplyReader;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;

import java.nio.channels.ClosedChannelException;
import java.util.List;

/** Turns the bytes of one socket into replies and tells its connection what happens to it. */
final class ReplyHandler extends ByteToMessageDecoder {

    /** Whoever owns the socket. */
    interface Owner {

        /** The next reply, in order. */
        void reply(Reply reply);

        /** All replies that have come so far were told. */
        void pause();

        /** The socket takes bytes again, or no more for now. */
        void writability();

        /** The socket is closed, or of no more use, for this reason. */
        void closed(Throwable cause);
    }

    private final Owner owner;
    private final ReplyReader reader = new ReplyReader(ReplyLimits.STANDARD);
    private boolean detached;

    ReplyHandler(Owner owner) {
        this.owner = owner;
    }

    /** Tells the owner nothing more: it has given this socket up. */
    void detach() {
        detached = true;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        for (Reply reply; !detached && (reply = reader.read(in)) != null; ) {
            owner.reply(reply);
        }
        if (detached) {
            in.skipBytes(in.readableBytes());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        super.channelReadComplete(ctx);
        if (!detached) {
            owner.pause();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        super.channelWritabilityChanged(ctx);
        if (!detached) {
            owner.writability();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        super.channelInactive(ctx);
        if (!detached) {
            owner.closed(new ClosedChannelException());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        Throwable inner = failure instanceof DecoderException ? failure.getCause() : null;
        if (!detached) {
            owner.closed(inner == null ? failure : inner);
        }
        ctx.close();
    }
}
