package dev.cairn.node.shard;

import dev.cairn.protocol.resp.Refused;
import dev.cairn.protocol.topology.NodeId;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/** Nobody follows, so there is nothing to write down. */
final class NoLog implements ShardLog {

    @Override
    public boolean isLed() {
        return true;
    }

    @Override
    public @Nullable Refused objection(boolean writes, long nowNanos) {
        return null;
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
        throw new IllegalStateException("nobody wants records");
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
