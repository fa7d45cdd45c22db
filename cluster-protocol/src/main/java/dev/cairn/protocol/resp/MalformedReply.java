package dev.cairn.protocol.resp;

/** A server sent something that is no reply, or one beyond the limits: give the connection up. */
public final class MalformedReply extends RuntimeException {

    MalformedReply(String message) {
        super(message);
    }
}
