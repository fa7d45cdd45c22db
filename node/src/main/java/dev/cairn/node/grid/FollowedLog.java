package dev.cairn.node.grid;

import dev.cairn.node.shard.ShardLog;
import dev.cairn.protocol.resp.Refusal;
import dev.cairn.protocol.resp.Refused;
import dev.cairn.protocol.topology.NodeId;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * The log of a shard that another node leads: read from, if it is fresh enough, and never written.
 */
final class FollowedLog implements ShardLog {

    private volatile long freshUntilNanos;

    FollowedLog(long nowNanos) {
        freshUntilNanos = nowNanos;
    }

    /** Reads may be answered from here until then. */
    void freshUntil(long nanos) {
        freshUntilNanos = nanos;
    }

    @Override
    public boolean isLed() {
        return false;
    }

    @Override
    public @Nullable Refused objection(boolean writes, long nowNanos) {
        return writes || nowNanos - freshUntilNanos >= 0
                ? Refusal.TRYAGAIN.with("the shard is not in step here")
                : null;
    }

    @Override
    public boolean isChangingHands() {
        return false;
    }

    @Override
    public void whenSettled(Runnable task) {
        throw new IllegalStateException("nothing is to be waited for");
    }

    @Override
    public boolean isRecording() {
        return false;
    }

    @Override
    public long append(byte[] record) {
        throw new IllegalStateException("another node leads");
    }

    @Override
    public long end() {
        return 0;
    }

    @Override
    public long committed() {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean isOver() {
        return false;
    }

    @Override
    public Map<NodeId, Long> replicas() {
        return Map.of();
    }
}
