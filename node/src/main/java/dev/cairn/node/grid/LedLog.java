package dev.cairn.node.grid;

import dev.cairn.node.shard.ShardLog;
import dev.cairn.protocol.resp.Refusal;
import dev.cairn.protocol.resp.Refused;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.replication.primary.PrimaryCore;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The log of a shard in the one term in which this node leads it. */
final class LedLog implements ShardLog {

    private final PrimaryCore core;
    private final boolean awaitsReplicas;
    private final Uncommitted uncommitted;
    private final KeptRequests kept;
    private long counted;
    private volatile long committed;
    private volatile long leasedUntilNanos;
    private volatile boolean paused;
    private volatile boolean over;
    private volatile List<Replica> replicas = List.of();

    /** A replica that follows, and up to where it was last heard to be. */
    private static final class Replica {
        final NodeId node;
        volatile long received;

        Replica(NodeId node, long received) {
            this.node = node;
            this.received = received;
        }
    }

    LedLog(PrimaryCore core, boolean awaitsReplicas, Uncommitted uncommitted, KeptRequests kept) {
        this.core = core;
        this.awaitsReplicas = awaitsReplicas;
        this.uncommitted = uncommitted;
        this.kept = kept;
        this.leasedUntilNanos = System.nanoTime();
    }

    @Override
    public boolean isLed() {
        return true;
    }

    @Override
    public @Nullable Refused objection(boolean writes, long nowNanos) {
        if (over || paused) {
            return Refusal.TRYAGAIN.with("the shard changes its primary");
        }
        if (nowNanos - leasedUntilNanos >= 0) {
            return Refusal.CLUSTERDOWN.refused();
        }
        if (!writes || !awaitsReplicas) {
            return null;
        }
        if (uncommitted.isFull()) {
            return Refusal.TRYAGAIN.with("too much waits for replicas");
        }
        return core.hasEnoughInSync() ? null : Refusal.NOREPLICAS.refused();
    }

    @Override
    public boolean isRecording() {
        return true;
    }

    @Override
    public long append(byte[] record) {
        long offset = core.append(record, System.currentTimeMillis(), System.nanoTime());
        count(core.uncommittedBytes());
        return offset;
    }

    @Override
    public long end() {
        return core.end().offset();
    }

    @Override
    public long committed() {
        return awaitsReplicas ? committed : Long.MAX_VALUE;
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public Map<NodeId, Long> replicas() {
        return replicas.stream()
                .collect(Collectors.toMap(each -> each.node, each -> each.received));
    }

    /** A replica has the log up to {@code offset}; whoever is inside says so. */
    void received(NodeId node, long offset) {
        for (Replica each : replicas) {
            if (each.node.equals(node)) {
                each.received = offset;
                return;
            }
        }
        replicas = Stream.concat(replicas.stream(), Stream.of(new Replica(node, offset))).toList();
    }

    /** Who follows is yet to be said. */
    void forgetReplicas() {
        replicas = List.of();
    }

    void committed(long offset) {
        committed = offset;
        count(core.uncommittedBytes());
    }

    /** Tells how much of all that is uncommitted is this shard's. */
    private void count(long uncommittedBytes) {
        if (!awaitsReplicas) {
            return;
        }
        uncommitted.change(uncommittedBytes - counted);
        counted = uncommittedBytes;
    }

    void leasedUntil(long nanos) {
        leasedUntilNanos = nanos;
    }

    /** Whether all whose leases are needed have granted them. */
    boolean isLeased(long nowNanos) {
        return nowNanos - leasedUntilNanos < 0;
    }

    /** Runs no command for a while, since somebody else is about to lead. */
    void pause(long nowNanos) {
        paused = true;
        kept.begin(nowNanos);
    }

    /** Nobody else leads after all. */
    void resume() {
        paused = false;
        kept.end();
    }

    @Override
    public boolean isChangingHands() {
        return kept.isOpen();
    }

    @Override
    public void whenSettled(Runnable task) {
        kept.add(task);
    }

    /** The term is over for this node. */
    void close() {
        over = true;
        count(0);
    }
}
