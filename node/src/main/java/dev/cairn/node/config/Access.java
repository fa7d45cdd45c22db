package dev.cairn.node.config;

/** Who may use something dangerous: nobody, everybody, or only clients of the same machine. */
public enum Access {
    NO,
    YES,
    LOCAL;

    /** Whether a client may; {@code local} if its connection comes from this machine. */
    public boolean allows(boolean local) {
        return this == YES || (this == LOCAL && local);
    }
}
