package dev.cairn.node.shard;

/**
 * A shard's log as long as this node is the shard's primary in one term; the next term has another.
 *
 * <p>{@link #append} belongs to whoever is inside the shard; the rest may be called by any thread.
 */
public interface ShardLog {

    /** The log of a shard that nobody follows: nothing is recorded and everything is committed. */
    ShardLog NONE = new NoLog();

    /** Whether records are wanted at all. */
    boolean isRecording();

    /** Appends a record, which is not a copy and is not changed any more; its offset. */
    long append(byte[] record);

    /** The offset of the last record, 0 if there is none. */
    long end();

    /** The offset up to which every in-sync member has the log. */
    long committed();

    /** Whether this node has been deposed: what is not yet committed may never be. */
    boolean isOver();
}
