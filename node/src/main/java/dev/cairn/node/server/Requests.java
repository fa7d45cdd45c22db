package dev.cairn.node.server;

import dev.cairn.node.command.Args;
import dev.cairn.node.dispatch.Batch;
import dev.cairn.protocol.resp.Limits;
import dev.cairn.protocol.resp.ProtocolError;
import dev.cairn.protocol.resp.Refused;
import dev.cairn.protocol.resp.RequestReader;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/** A client's requests, read from what it has sent into batches, as far as it is trusted. */
final class Requests {

    private final Supplier<Limits> trustedLimits;
    private final RequestReader reader = new RequestReader(Limits.UNAUTHENTICATED);
    private boolean trusted;
    private @Nullable ProtocolError broken;

    /**
     * @param trustedLimits the limits of a client from when it has authenticated on
     */
    Requests(Supplier<Limits> trustedLimits) {
        this.trustedLimits = trustedLimits;
    }

    /** Why no more is read: the peer does not keep to the protocol, or to a limit of it. */
    @Nullable Refused refused() {
        ProtocolError error = broken;
        return error == null ? null : error.refused();
    }

    /** Bytes held of a request that is not yet whole, beside the input's. */
    long heldBytes() {
        return reader.heldBytes();
    }

    /**
     * Reads whole requests into an empty batch, which points into {@code in}.
     *
     * @param authenticated such a client may send larger requests, and many at a time
     * @return false if another protocol is spoken; then none of the requests may be run
     */
    boolean read(ByteBuf in, Batch batch, boolean authenticated) {
        if (broken != null) {
            return true;
        }
        try {
            trust(authenticated);
            int most = authenticated ? Batch.MOST : 1;
            while (batch.size() < most && in.isReadable()) {
                RequestReader.Status status = reader.read(in);
                if (status == RequestReader.Status.NEED_MORE) {
                    return true;
                }
                if (status == RequestReader.Status.REQUEST
                        && CrossProtocol.isAttempt(add(batch, in))) {
                    batch.clear();
                    return false;
                }
            }
        } catch (ProtocolError error) {
            broken = error;
        }
        return true;
    }

    private void trust(boolean authenticated) {
        if (trusted != authenticated) {
            trusted = authenticated;
            reader.limits(trusted ? trustedLimits.get() : Limits.UNAUTHENTICATED);
        }
    }

    private Args add(Batch batch, ByteBuf in) {
        Args args = batch.add();
        long base = in.memoryAddress();
        for (int i = 0; i < reader.argc(); i++) {
            args.add(base + reader.argOffset(i), reader.argLength(i));
        }
        return args;
    }
}
