package dev.cairn.node.dispatch;

import dev.cairn.node.command.Reply;
import dev.cairn.node.session.Session;
import dev.cairn.node.shard.ShardLog;

/**
 * Whoever sends requests and gets replies, in their order. While a request is parked, it belongs to
 * whoever runs that request.
 */
public interface Client {

    Session session();

    /** Where replies are written, one after the other. */
    Reply reply();

    /** Whether so much has been replied that it should be sent before more is run. */
    boolean isFull();

    /** Tells the client what it is to forget; between two replies, on the client's thread. */
    void tell();

    /** Sends the replies so far, for the next one may take long; on the client's thread. */
    void sendSoFar();

    /**
     * The reply just written, and all after it, must not leave before {@code log} is committed up
     * to {@code offset}.
     *
     * @param mark where the reply begins
     * @param write whether something of this client may be lost if the log never gets there
     */
    void gate(ShardLog log, long offset, int mark, boolean write);

    /** The reply since {@code mark} has become longer or shorter after its gates were placed. */
    void regate(int mark);

    /** Whether the client has gone away, so that nobody waits for replies. Any thread. */
    boolean isGone();

    /** Whether the client has gone away, or will send no more. Asked on its own thread. */
    boolean hasHungUp();

    /** Runs something on the client's own thread in a while, also if the client has gone away. */
    void later(Runnable task, long millis);

    /**
     * The parked request could not run where it was: the client's own thread tries it again. Any
     * thread.
     */
    void again();

    /** The parked request is done; the client's own thread goes on with the next. Any thread. */
    void resume();
}
