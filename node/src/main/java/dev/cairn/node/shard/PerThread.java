package dev.cairn.node.shard;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * One thing for each thread that asks, made when it first does. What belonged to a thread that has
 * ended goes to the next that comes, so that short-lived threads use up no more than a few.
 */
public final class PerThread<T> {

    private final Supplier<T> maker;
    private final ThreadLocal<T> here = ThreadLocal.withInitial(this::take);
    private final Set<Owner<T>> owners = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<Thread> ended = new ReferenceQueue<>();

    /** A thread as long as there is one, and what it uses. */
    private static final class Owner<T> extends WeakReference<Thread> {
        private final T thing;

        private Owner(Thread thread, ReferenceQueue<Thread> ended, T thing) {
            super(thread, ended);
            this.thing = thing;
        }
    }

    /**
     * @param maker makes another when all that there are belong to threads that live
     */
    public PerThread(Supplier<T> maker) {
        this.maker = maker;
    }

    /** That of the calling thread. */
    public T get() {
        return here.get();
    }

    /** How many there are. */
    int count() {
        return owners.size();
    }

    @SuppressWarnings("unchecked") // only owners are registered with the queue
    private T take() {
        Reference<? extends Thread> left = ended.poll();
        T thing = left == null ? maker.get() : ((Owner<T>) left).thing;
        if (left != null) {
            owners.remove(left);
        }
        owners.add(new Owner<>(Thread.currentThread(), ended, thing));
        return thing;
    }
}
