package dev.cairn.node.tracking;

/**
 * Where a client hears what to forget of what it has cached. Any thread may call; the bytes are
 * never changed afterwards.
 */
public interface Listener {

    /** This key has changed. */
    void forget(byte[] key);

    /** This key has changed, which begins with a prefix that the client is told all about. */
    void forget(byte[] prefix, byte[] key);

    /** Any key may have changed. */
    void forgetAll();

    /** Whoever was to hear in the client's place is gone. */
    void redirectionBroken(long id);

    /** Whether nobody hears here any more. */
    boolean isGone();
}
