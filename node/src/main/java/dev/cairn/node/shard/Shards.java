package dev.cairn.node.shard;

import dev.cairn.node.memory.Pages;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.tracking.Tracker;
import dev.cairn.node.tracking.Tracking;
import dev.cairn.protocol.slot.Slots;

import java.util.concurrent.Executor;
import java.util.function.ToLongFunction;

/** All shards of a node, by number. Any thread may call. */
public final class Shards {

    /** The part of the heap that keys may take which clients have cached. */
    private static final int SHARE_OF_HEAP = 8;

    private final Shard[] shards;
    private final int slotsPerShard;
    private final Pages pages = new Pages();
    private final Tracking tracking =
            new Tracking(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    private final Executor workers;
    private volatile boolean activelyExpiring = true;

    /** Whether keys are removed whose time is over though nobody asks for them. */
    public boolean isActivelyExpiring() {
        return activelyExpiring;
    }

    /** DEBUG SET-ACTIVE-EXPIRE, for tests. */
    public void activelyExpiring(boolean on) {
        activelyExpiring = on;
    }

    /**
     * @param count a power of two, at most the number of slots
     * @param workers run what whoever is inside cannot do for everybody else
     */
    public Shards(int count, Executor workers) {
        if (Integer.bitCount(count) != 1 || count > Slots.COUNT) {
            throw new IllegalArgumentException("not a power of two up to 16384: " + count);
        }
        this.workers = workers;
        shards = new Shard[count];
        for (int i = 0; i < count; i++) {
            shards[i] = new Shard(i, pages, workers, tracking);
        }
        slotsPerShard = Slots.COUNT / count;
    }

    /** Who runs what whoever is inside cannot do for everybody else. */
    public Executor workers() {
        return workers;
    }

    public int count() {
        return shards.length;
    }

    public Shard at(int index) {
        return shards[index];
    }

    /**
     * An empty shard that nobody else knows, to be filled and adopted by the one of this number.
     */
    public Shard aside(int index) {
        return new Shard(index, pages, workers, new Tracking(0));
    }

    /** The shard that a slot belongs to. */
    public Shard ofSlot(int slot) {
        return shards[slot / slotsPerShard];
    }

    /** The shard that a key belongs to. */
    public Shard ofKey(Slice key) {
        return ofSlot(Slots.of(key));
    }

    /**
     * Runs a task with several shards held, here or wherever the last of them becomes free.
     *
     * @param ascending the shards' numbers, each once, in ascending order
     */
    public void enterAll(int[] ascending, Runnable task) {
        new Entering(this, ascending, task).start();
    }

    /** Bytes taken from the system for data: pages in use, and large blocks. */
    public long heldBytes() {
        return pages.heldBytes();
    }

    /** The clients that are told of changes. */
    public Tracking tracking() {
        return tracking;
    }

    /** So many keys at most are noted that clients have cached; 0 for no such limit. */
    public void mostTracked(long keys) {
        tracking.mostKeys(keys);
        for (Shard shard : shards) {
            shard.submit(
                    inside -> {
                        inside.cached().shrink();
                        return ShardTask.Then.LEAVE;
                    });
        }
    }

    /** A client tracks no more; what is noted for it may be much, so others drop that. */
    public void end(Tracker tracker) {
        tracking.end(tracker);
        if (!tracker.shards().isEmpty()) {
            workers.execute(() -> tracker.shards().stream().forEach(i -> drop(i, tracker)));
        }
    }

    private void drop(int index, Tracker tracker) {
        at(index)
                .submit(
                        shard -> {
                            shard.cached().drop(tracker);
                            return ShardTask.Then.LEAVE;
                        });
    }

    /** The sum of a figure over all shards. */
    public long sum(ToLongFunction<Shard> figure) {
        long sum = 0;
        for (Shard shard : shards) {
            sum += figure.applyAsLong(shard);
        }
        return sum;
    }
}
