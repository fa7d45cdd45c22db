package dev.cairn.node.shard;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The door of a shard: at most one task is inside, and nobody ever waits before it.
 *
 * <p>Whoever finds the shard free is inside at once. Whoever finds it busy leaves his task, to be
 * run by the one inside before he goes. A holder is an object, not a thread, so a task may keep the
 * shard while it moves from one thread to another.
 *
 * <p>No task is lost: it is queued before the second look at the holder, and the holder lets go
 * before the second look at the queue; one of the two sees the other.
 */
class Door {

    /** Tasks that one visitor runs for others before a worker takes over. */
    private static final int MOST_FOR_OTHERS = 64;

    private static final VarHandle HOLDER;

    static {
        try {
            HOLDER = MethodHandles.lookup().findVarHandle(Door.class, "holder", Object.class);
        } catch (ReflectiveOperationException missing) {
            throw new AssertionError(missing);
        }
    }

    private final Queue<ShardTask> queue = new ConcurrentLinkedQueue<>();
    private final Executor workers;

    @SuppressWarnings("unused") // through HOLDER
    private volatile @Nullable Object holder;

    /** A task that even a thread that others rely on has time for. */
    private record Brief(Runnable task) implements ShardTask {
        @Override
        public Then run(Shard shard) {
            task.run();
            return Then.LEAVE;
        }
    }

    Door(Executor workers) {
        this.workers = workers;
    }

    /** Goes in if nobody is inside. */
    public final boolean tryEnter(Object who) {
        return HOLDER.getVolatile(this) == null && HOLDER.compareAndSet(this, null, who);
    }

    /** Whether {@code who} is inside; of interest to him only. */
    @SuppressWarnings("ReferenceEquality") // a holder is this object, not one like it
    public final boolean isHeldBy(Object who) {
        return HOLDER.get(this) == who;
    }

    /** Leaves a task for whoever is inside, or runs it now if nobody is. */
    public final void submit(ShardTask task) {
        queue.add(task);
        if (tryEnter(task)) {
            leave(task);
        }
    }

    /**
     * Leaves a task that takes no longer than a message takes to be dealt with, or runs it now if
     * nobody is inside; for threads on which other nodes rely for a sign of life. What else others
     * have left is then for a worker.
     */
    public final void submitBrief(Runnable task) {
        var brief = new Brief(task);
        queue.add(brief);
        if (tryEnter(brief)) {
            leave(brief, false);
        }
    }

    /** Passes the shard from the task inside to {@code next}. */
    public final void handTo(Object next) {
        HOLDER.setRelease(this, next);
    }

    /** Runs what was left for the one inside, and goes. */
    public final void leave(Object who) {
        leave(who, true);
    }

    private void leave(Object who, boolean hasTime) {
        int done = 0;
        do {
            for (ShardTask task; (task = queue.poll()) != null; done++) {
                boolean isLeft = done == MOST_FOR_OTHERS || !hasTime && !(task instanceof Brief);
                if (isLeft && isPassedToWorker(task, who)) {
                    return;
                }
                if (run(task) == ShardTask.Then.STAY) {
                    return;
                }
            }
            HOLDER.setVolatile(this, (Object) null);
        } while (!queue.isEmpty() && tryEnter(who));
    }

    /** A task that fails is a bug; it must not take the shard with it. */
    private ShardTask.Then run(ShardTask task) {
        try {
            return task.run((Shard) this);
        } catch (RuntimeException | Error bug) {
            LoggerFactory.getLogger(Door.class).error("A task failed inside {}", this, bug);
            return ShardTask.Then.LEAVE;
        }
    }

    /** Lets a worker go on; false if none can be had, so that {@code who} has to go on himself. */
    private boolean isPassedToWorker(ShardTask first, Object who) {
        handTo(first);
        try {
            workers.execute(
                    () -> {
                        if (run(first) == ShardTask.Then.LEAVE) {
                            leave(first);
                        }
                    });
            return true;
        } catch (RejectedExecutionException | OutOfMemoryError noWorker) {
            handTo(who);
            return false;
        }
    }
}
