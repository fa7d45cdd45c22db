package dev.cairn.node.shard;

import java.util.Arrays;

/**
 * A task on its way into several shards, always in ascending order, so that two of them can never
 * hold what the other needs. While it is queued at one shard it holds those before.
 */
final class Entering implements ShardTask {

    private final Shards shards;
    private final int[] wanted;
    private final Runnable task;
    private int next;

    Entering(Shards shards, int[] wanted, Runnable task) {
        this.shards = shards;
        this.wanted = wanted;
        this.task = task;
        for (int i = 1; i < wanted.length; i++) {
            if (wanted[i - 1] >= wanted[i]) {
                throw new IllegalArgumentException("not ascending: " + Arrays.toString(wanted));
            }
        }
    }

    void start() {
        Trampoline.run(this::advance);
    }

    @Override
    public Then run(Shard shard) {
        shard.handTo(this);
        next++;
        Trampoline.run(this::advance);
        return Then.STAY;
    }

    private void advance() {
        while (next < wanted.length) {
            Shard shard = shards.at(wanted[next]);
            if (!shard.tryEnter(this)) {
                shard.submit(this); // from here on another thread may be running this
                return;
            }
            next++;
        }
        try {
            task.run();
        } finally {
            for (int i = wanted.length - 1; i >= 0; i--) {
                shards.at(wanted[i]).leave(this);
            }
        }
    }
}
