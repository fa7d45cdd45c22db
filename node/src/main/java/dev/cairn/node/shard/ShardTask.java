package dev.cairn.node.shard;

/** Something to be done inside a shard by whoever gets there. */
@FunctionalInterface
public interface ShardTask {

    /** What becomes of the shard after a task. */
    enum Then {
        /** The next task may come in. */
        LEAVE,
        /** The task goes on holding the shard, and will leave it itself. */
        STAY
    }

    /** Runs with {@code shard} held; must not wait for anything. */
    Then run(Shard shard);
}
