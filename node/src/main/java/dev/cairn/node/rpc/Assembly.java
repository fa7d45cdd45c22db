package dev.cairn.node.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;

import dev.cairn.protocol.wire.PbFragment;
import dev.cairn.protocol.wire.PbMessage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** Puts large messages together again from the parts in which they travel. */
final class Assembly {
    private final long limit;
    private ByteString parts = ByteString.EMPTY;

    Assembly(long limit) {
        this.limit = limit;
    }

    /** Takes a part; the whole message when it was the last, else null. */
    @Nullable PbMessage add(PbFragment fragment) throws InvalidProtocolBufferException {
        if ((long) parts.size() + fragment.getPart().size() > limit) {
            throw new InvalidProtocolBufferException("message of more than " + limit + " bytes");
        }
        if (!fragment.getLast() && fragment.getPart().size() != RpcLimits.PART_BYTES) {
            throw new InvalidProtocolBufferException("a part is short, and not the last");
        }
        parts = parts.concat(fragment.getPart());
        if (!fragment.getLast()) {
            return null;
        }
        ByteString whole = parts;
        parts = ByteString.EMPTY;
        PbMessage message = parse(whole);
        if (message.hasFragment()) {
            throw new InvalidProtocolBufferException("a part within parts");
        }
        return message;
    }

    private static PbMessage parse(ByteString whole) throws InvalidProtocolBufferException {
        try {
            return PbMessage.parseFrom(whole.newCodedInput());
        } catch (InvalidProtocolBufferException malformed) {
            throw malformed;
        } catch (IOException malformed) {
            throw new InvalidProtocolBufferException(malformed);
        }
    }
}
