package dev.cairn.node.dispatch;

import dev.cairn.node.command.Args;
import dev.cairn.node.shard.Shard;

/**
 * Requests of one client that are run together, and the shards entered for them. Its client's
 * thread owns it, but for the current request while that is parked.
 */
public final class Batch {

    /** Most requests of a batch. */
    public static final int MOST = 32;

    private final Request[] requests = new Request[MOST];
    private final Shard[] held = new Shard[MOST];
    private int heldCount;
    private int count;
    private int next;

    public Batch() {
        for (int i = 0; i < MOST; i++) {
            requests[i] = new Request();
        }
    }

    /** Empties the batch. */
    public void clear() {
        count = 0;
        next = 0;
    }

    /** How many requests were added. */
    public int size() {
        return count;
    }

    /** Adds a request; its arguments are to be added to what this returns. */
    public Args add() {
        Request request = requests[count++];
        request.clear();
        return request.args;
    }

    /** Whether there are requests left to run. */
    public boolean hasNext() {
        return next < count;
    }

    /** Goes on to the next request. */
    public void advance() {
        next++;
    }

    int next() {
        return next;
    }

    Request at(int i) {
        return requests[i];
    }

    Request current() {
        return requests[next];
    }

    /** Goes into a shard if nobody else is inside; whether this batch is inside now. */
    boolean tryEnter(Shard shard) {
        if (shard.isHeldBy(this)) {
            return true;
        }
        if (heldCount == MOST || !shard.tryEnter(this)) {
            return false;
        }
        held[heldCount++] = shard;
        return true;
    }

    void leaveAll() {
        while (heldCount > 0) {
            held[--heldCount].leave(this);
        }
    }
}
