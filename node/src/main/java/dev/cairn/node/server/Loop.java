package dev.cairn.node.server;

import dev.cairn.node.dispatch.Batch;
import dev.cairn.node.metrics.Tally;

import io.netty.channel.SingleThreadEventLoop;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the connections of one event loop share: the batch they take turns with, the flush at the
 * end of the loop's iteration, the look again at gates when a commit has advanced.
 */
final class Loop {

    private final SingleThreadEventLoop eventLoop;
    private final Tally tally;
    private final Set<Connection> connections = new LinkedHashSet<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicInteger news = new AtomicInteger();
    private List<Connection> toFlush = new ArrayList<>();
    private List<Connection> flushing = new ArrayList<>();
    private final Set<Connection> gated = new LinkedHashSet<>();
    private volatile boolean hasGated;
    private @Nullable Batch spare;

    Loop(SingleThreadEventLoop eventLoop, Tally tally) {
        this.eventLoop = eventLoop;
        this.tally = tally;
    }

    /** This loop's share of the node's counters. */
    Tally tally() {
        return tally;
    }

    SingleThreadEventLoop eventLoop() {
        return eventLoop;
    }

    void add(Connection connection) {
        connections.add(connection);
    }

    void remove(Connection connection) {
        connections.remove(connection);
        gated.remove(connection);
    }

    /** A batch to fill; to be given back unless its request is parked. */
    Batch takeBatch() {
        Batch batch = spare;
        if (batch == null) {
            return new Batch();
        }
        spare = null;
        return batch;
    }

    void giveBack(Batch batch) {
        batch.clear();
        spare = batch;
    }

    /** Sends this connection's replies at the end of the loop's iteration. */
    void flushLater(Connection connection) {
        if (toFlush.isEmpty()) {
            eventLoop.executeAfterEventLoopIteration(this::flushAll);
        }
        toFlush.add(connection);
    }

    /** Counts the commits; to be asked before a look at gates, for {@link #waitForCommit}. */
    int news() {
        return news.get();
    }

    /** This connection has replies that waited for a commit when {@code seen} was the news. */
    void waitForCommit(Connection connection, int seen) {
        gated.add(connection);
        hasGated = true;
        if (news.get() != seen) {
            look();
        }
    }

    /** A commit has advanced, or a log is over. Any thread; many calls make one look. */
    void lookAgain() {
        news.incrementAndGet();
        look();
    }

    private void look() {
        if (hasGated && looking.compareAndSet(false, true)) {
            eventLoop.execute(this::lookAtGated);
        }
    }

    /** Looks after idle and overfull connections, now and then. */
    void tend(long nowMillis) {
        for (Connection connection : List.copyOf(connections)) {
            connection.tend(nowMillis);
        }
    }

    /** Closes all connections, soon. */
    void closeAll() {
        eventLoop.execute(() -> List.copyOf(connections).forEach(Connection::close));
    }

    private void lookAtGated() {
        looking.set(false);
        var waiting = List.copyOf(gated);
        gated.clear();
        hasGated = false;
        waiting.forEach(Connection::flush);
    }

    private void flushAll() {
        var now = toFlush;
        toFlush = flushing;
        flushing = now;
        for (int i = 0; i < now.size(); i++) {
            now.get(i).flush();
        }
        now.clear();
    }
}
