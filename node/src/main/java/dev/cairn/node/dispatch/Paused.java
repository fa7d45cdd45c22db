package dev.cairn.node.dispatch;

import dev.cairn.node.session.Sessions;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The requests that wait for the end of CLIENT PAUSE, each with its client parked. Any thread. */
final class Paused {

    private final Sessions sessions;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();

    /** A request that waits, and whether it writes. */
    private record Waiting(boolean writes, Client client, Runnable run) {}

    Paused(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Whether such a request waits now. */
    boolean holds(boolean writes, long nowMillis) {
        return sessions.pause().holds(writes, nowMillis);
    }

    /** Runs a request when the pause is over, unless its client has gone away by then. */
    void add(boolean writes, Client client, Runnable run) {
        sessions.pause(client.session());
        waiting.add(new Waiting(writes, client, run));
    }

    /** Runs the requests whose pause is over, and forgets those of clients that are gone. */
    void release(long nowMillis) {
        for (int left = waiting.size(); left > 0; left--) {
            Waiting next = waiting.poll();
            if (next == null) {
                return;
            }
            boolean gone = next.client.isGone();
            if (!gone && holds(next.writes, nowMillis)) {
                waiting.add(next);
                continue;
            }
            sessions.unblock(next.client.session());
            if (gone) {
                next.client.resume();
            } else {
                next.run.run();
            }
        }
    }
}
