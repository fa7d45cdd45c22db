package dev.cairn.node.shard;

import dev.cairn.protocol.resp.Refused;
import dev.cairn.protocol.topology.NodeId;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * A shard's log as long as this node has one part in it: its primary in one term, a replica, or
 * nothing at all; the next part has another.
 *
 * <p>{@link #append} belongs to whoever is inside the shard; the rest may be called by any thread.
 */
public interface ShardLog {

    /** The log of a shard that nobody follows: nothing is recorded and everything is committed. */
    ShardLog NONE = new NoLog();

    /** Whether commands change the shard here; where they do not, reads hide what has expired. */
    boolean isLed();

    /**
     * Why a command may not run now, or null if it may; what may write may read. A read is asked
     * about once more when it has run: its reply must not leave if the right to give it ended
     * meanwhile.
     */
    @Nullable Refused objection(boolean writes, long nowNanos);

    /**
     * Whether commands should wait for a moment, because another node is about to lead; whoever is
     * inside asks.
     */
    boolean isChangingHands();

    /** Runs something when that is over, one way or the other; whoever is inside says so. */
    void whenSettled(Runnable task);

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

    /** The replicas that follow, each with the offset up to which it was last heard to be. */
    Map<NodeId, Long> replicas();
}
