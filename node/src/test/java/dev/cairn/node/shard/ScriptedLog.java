package dev.cairn.node.shard;

import dev.cairn.protocol.resp.Refused;
import dev.cairn.protocol.topology.NodeId;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The log of a shard that this node leads, without a grid: it keeps its records, and what becomes
 * of them is what a test says. Till then everything is committed, and nobody follows.
 */
public final class ScriptedLog implements ShardLog {

    private final List<byte[]> records = new ArrayList<>();
    private final Map<NodeId, Long> replicas = new HashMap<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private long committed = Long.MAX_VALUE;
    private boolean changing;
    private boolean over;

    /** What was appended; the first record has offset 1. */
    public List<byte[]> records() {
        return records;
    }

    /** From now on this much is committed, and no more. */
    public void commit(long offset) {
        committed = offset;
    }

    /** A replica follows, and has the log up to an offset. */
    public void follow(NodeId replica, long offset) {
        replicas.put(replica, offset);
    }

    /** From now on it is open who leads next. */
    public void changeHands() {
        changing = true;
    }

    /** This node goes on leading; whoever waited to know is told. */
    public void settle() {
        changing = false;
        waiting.forEach(Runnable::run);
        waiting.clear();
    }

    /** This node is deposed. */
    public void depose() {
        over = true;
    }

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
        return changing;
    }

    @Override
    public void whenSettled(Runnable task) {
        if (!changing) {
            throw new IllegalStateException("nothing is to be waited for");
        }
        waiting.add(task);
    }

    @Override
    public boolean isRecording() {
        return true;
    }

    @Override
    public long append(byte[] record) {
        records.add(record);
        return records.size();
    }

    @Override
    public long end() {
        return records.size();
    }

    @Override
    public long committed() {
        return committed;
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public Map<NodeId, Long> replicas() {
        return replicas;
    }
}
