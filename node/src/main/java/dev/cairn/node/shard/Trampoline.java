package dev.cairn.node.shard;

import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Runs continuations one after the other instead of one inside the other: a task that leaves a
 * shard may let in another that leaves a shard, without end.
 */
public final class Trampoline {

    private static final ThreadLocal<Trampoline> OF_THREAD =
            ThreadLocal.withInitial(Trampoline::new);

    private final Deque<Runnable> ready = new ArrayDeque<>();
    private boolean running;

    private Trampoline() {}

    /** Runs {@code continuation} on this thread: now, or after the one that is running. */
    public static void run(Runnable continuation) {
        OF_THREAD.get().add(continuation);
    }

    private void add(Runnable continuation) {
        ready.add(continuation);
        if (running) {
            return;
        }
        running = true;
        try {
            for (Runnable next; (next = ready.poll()) != null; ) {
                attempt(next);
            }
        } finally {
            running = false;
        }
    }

    /** A continuation that fails is a bug; it must not take those behind it with it. */
    private static void attempt(Runnable continuation) {
        try {
            continuation.run();
        } catch (RuntimeException | Error bug) {
            LoggerFactory.getLogger(Trampoline.class).error("A continuation failed", bug);
        }
    }
}
