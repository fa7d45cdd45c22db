package dev.cairn.node.session;

import java.util.concurrent.atomic.AtomicReference;

/** Whether a session's request waits, and whether another client has ended that. Any thread. */
public final class Blocking {

    private final AtomicReference<State> state = new AtomicReference<>(State.RUNS);

    /** Whether the request waits, and what has ended its wait before its time. */
    private enum State {
        RUNS,
        WAITS_FOR_UNPAUSE,
        WAITS,
        TIMED_OUT,
        REFUSED
    }

    /** The request waits for the end of a pause, which CLIENT UNBLOCK leaves as it is. */
    void pause() {
        state.set(State.WAITS_FOR_UNPAUSE);
    }

    /** The request waits; CLIENT UNBLOCK may end that. */
    void begin() {
        state.set(State.WAITS);
    }

    /**
     * The request goes on.
     *
     * @return whether its wait was ended with an error instead of the reply
     */
    boolean end() {
        return state.getAndSet(State.RUNS) == State.REFUSED;
    }

    /** Whether the request waits. */
    boolean isBlocked() {
        return state.get() != State.RUNS;
    }

    /**
     * Ends the wait as if its time were over, or as refused; whoever waits sees it soon.
     *
     * @return false if there was no wait to end
     */
    public boolean unblock(boolean refused) {
        return state.compareAndSet(State.WAITS, refused ? State.REFUSED : State.TIMED_OUT);
    }

    /** Whether the wait was ended before its time. */
    public boolean isUnblocked() {
        State now = state.get();
        return now == State.TIMED_OUT || now == State.REFUSED;
    }
}
