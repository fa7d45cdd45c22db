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

    private static final Refused NOT_LED = Refusal.TRYAGAIN.with("the shard changes its primary");
    private static final Refused NOT_IN_STEP =
            Refusal.TRYAGAIN.with("the shard is not in step here");

    private final KeptRequests kept;
    private volatile long freshUntilNanos;

    FollowedLog(KeptRequests kept, long nowNanos) {
        this.kept = kept;
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
        if (writes) {
            return NOT_LED;
        }
        return nowNanos - freshUntilNanos >= 0 ? NOT_IN_STEP : null;
    }

    @Override
    public boolean isChangingHands() {
        return kept.isOpen();
    }

    @Override
    public void whenSettled(Runnable task) {
        kept.add(task);
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
