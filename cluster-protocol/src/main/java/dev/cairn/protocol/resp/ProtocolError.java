package dev.cairn.protocol.resp;

/** The peer broke the protocol: the error is said to it and its connection is closed. Stackless. */
public final class ProtocolError extends RuntimeException {

    private final transient Refused refused;

    ProtocolError(Refused refused) {
        super(refused.text(), null, false, false);
        this.refused = refused;
    }

    /** What to answer before closing. */
    public Refused refused() {
        return refused;
    }
}
