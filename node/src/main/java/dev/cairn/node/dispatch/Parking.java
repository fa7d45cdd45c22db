package dev.cairn.node.dispatch;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The meeting of two threads over a request that could not run at once: the client's, which wants
 * to know whether to wait, and the one that runs it, which may already be through.
 */
final class Parking {

    /** How far the request has come. */
    private enum State {
        /** Neither is through. */
        OPEN,
        /** The request was done before its client turned away: nothing was parked after all. */
        DONE,
        /** The client has turned away and must be resumed. */
        PARKED
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
    private final Client client;

    Parking(Client client) {
        this.client = client;
    }

    /** The client turns away, unless the request is done already; whether it is. */
    boolean isDoneOrPark() {
        return !state.compareAndSet(State.OPEN, State.PARKED);
    }

    /** The request is done. */
    void done() {
        if (!state.compareAndSet(State.OPEN, State.DONE)) {
            client.resume();
        }
    }
}
