package dev.cairn.node.metadata;

import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.Topology;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The topology as this node knows it, passed on to whoever watches and followed from others: a
 * watcher names its version and is answered when there is a later one, or with nothing after a
 * while, and asks again. It asks all that it may ask at once, so that it hears of a change from
 * whoever knows first, and a voter that is cut off misleads nobody. Thread-safe; the listener is
 * called in order of versions.
 */
public final class TopologyWatch {
    /** How long a watcher is kept waiting for news. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration LIMIT = PATIENCE.plusSeconds(1);
    private static final long PAUSE_MILLIS = 100;

    private final Switchboard board;
    private final ScheduledExecutorService timer;
    private final Supplier<List<NodeId>> sources;
    private final Consumer<Topology> listener;
    private final VersionWaiters waiters = new VersionWaiters();
    private final TopologyHistory history = new TopologyHistory();

    /** Who is being asked, or was and is left alone for a while; belongs to the timer. */
    private final Set<NodeId> asked = new HashSet<>();

    /**
     * @param timer runs one task at a time
     * @param sources whom to ask; this node is not among them
     * @param listener hears every newer topology, from wherever it came
     */
    public TopologyWatch(
            Switchboard board,
            ScheduledExecutorService timer,
            Supplier<List<NodeId>> sources,
            Consumer<Topology> listener) {
        this.board = board;
        this.timer = timer;
        this.sources = sources;
        this.listener = listener;
    }

    /** Answers watchers from now on, and watches others. */
    public void start() {
        board.on(Call.WATCH, this::answer);
        timer.execute(this::ask);
    }

    public void stop() {
        board.off(Call.WATCH);
        waiters.fail("the watch is closed");
    }

    /** The latest topology known here. */
    public @Nullable Topology latest() {
        synchronized (history) {
            return history.latest();
        }
    }

    /** Waits until this version is known here; gives the version known then. */
    public CompletionStage<Long> await(long version, Duration timeout) {
        return waiters.await(version).orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Takes a topology that was learned elsewhere, by the node's own log; older ones are no news.
     */
    public void learned(Topology topology) {
        synchronized (history) {
            if (!history.add(topology)) {
                return;
            }
            listener.accept(topology);
        }
        waiters.reached(topology.version());
    }

    private CompletionStage<byte[]> answer(byte[] payload) {
        long version = ByteBuffer.wrap(payload).getLong();
        return waiters.await(version + 1)
                .completeOnTimeout(version, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(_ -> UpdateCodec.encode(since(version)));
    }

    private @Nullable TopologyUpdate since(long version) {
        synchronized (history) {
            return history.since(version);
        }
    }

    private void ask() {
        List<NodeId> from = sources.get();
        from.stream().filter(asked::add).forEach(this::ask);
        if (from.isEmpty()) {
            later(PAUSE_MILLIS, this::ask);
        }
    }

    private void ask(NodeId source) {
        Topology latest = latest();
        long version = latest == null ? 0 : latest.version();
        byte[] payload = ByteBuffer.allocate(Long.BYTES).putLong(version).array();
        board.call(source, Call.WATCH, payload, LIMIT)
                .thenApply(UpdateCodec::decode)
                .whenComplete((update, failure) -> askAgain(source, answered(update, failure)));
    }

    private void askAgain(NodeId source, boolean isSound) {
        later(
                isSound ? 0 : PAUSE_MILLIS,
                () -> {
                    asked.remove(source);
                    ask();
                });
    }

    /** Takes an answer, which may be that there is no news; whether it was one. */
    private boolean answered(@Nullable TopologyUpdate update, @Nullable Throwable failure) {
        if (update == null) {
            return failure == null;
        }
        try {
            take(update);
            return true;
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    private void take(TopologyUpdate update) {
        switch (update) {
            case TopologyUpdate.Snapshot u -> learned(u.topology());
            case TopologyUpdate.Delta u -> {
                Topology latest = latest();
                if (latest != null && latest.version() == u.from()) {
                    learned(u.applyTo(latest));
                }
            }
        }
    }

    private void later(long millis, Runnable task) {
        try {
            timer.schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException _) {
            waiters.fail("the watch is closed");
        }
    }
}
