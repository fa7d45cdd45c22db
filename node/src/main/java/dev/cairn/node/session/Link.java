package dev.cairn.node.session;

import dev.cairn.node.tracking.Listener;

/** A session's connection, as far as commands may see it. Any thread may call. */
public interface Link extends Listener {

    /** The client's address, {@code host:port}. */
    String address();

    /** The address that the client connected to, {@code host:port}. */
    String localAddress();

    /** Whether the client runs on this machine. */
    boolean isLocal();

    /** Bytes received and not yet parsed. */
    long inputBytes();

    /** Bytes of replies that are not yet sent. */
    long outputBytes();

    /** Bytes of memory that the connection takes in all. */
    long heldBytes();

    /** Closes the connection now; what is not yet sent is lost. */
    void close();
}
