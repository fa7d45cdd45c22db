package dev.cairn.replication.sim;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.replication.log.LogEnd;
import dev.cairn.replication.log.LogRecord;
import dev.cairn.replication.log.RecordLog;
import dev.cairn.replication.message.Message;
import dev.cairn.replication.message.Message.SnapshotBegin;
import dev.cairn.replication.message.Message.SnapshotChunk;
import dev.cairn.replication.message.Message.SnapshotEnd;
import dev.cairn.replication.replica.ReplicaCore;
import dev.cairn.replication.replica.ReplicaEffect;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.util.Objects;

/** One node's part in one shard: primary in a term, replica, or none. */
final class SimShard {
    private static final long LOG_BYTES = 4_000;
    private static final long ATTACH_AGAIN = 500 * Schedule.MILLI;
    private static final long ASK_AGAIN = 200 * Schedule.MILLI;

    private final SimGrid grid;
    private final SimNode node;
    private final int shard;
    private final RecordLog log = new RecordLog(LOG_BYTES);
    private SimState state = new SimState();
    private ReplicaCore replica;
    private @Nullable SimLeading leading;
    private @Nullable ShardEntry entry;
    private @Nullable Incoming incoming;
    private @Nullable SimState ready;
    private Message.@Nullable Fence fence;
    private long askedNanos;
    private long ownUntil;

    /** A snapshot that is being received. */
    private record Incoming(NodeId from, SnapshotBegin begin, ByteArrayOutputStream pieces) {}

    SimShard(SimGrid grid, SimNode node, int shard) {
        this.grid = grid;
        this.node = node;
        this.shard = shard;
        this.askedNanos = node.clock() - ASK_AGAIN;
        this.replica = newReplica();
    }

    private ReplicaCore newReplica() {
        long incarnation = node.self().incarnation();
        return new ReplicaCore(shard, incarnation, log, ATTACH_AGAIN, this::perform);
    }

    SimNode node() {
        return node;
    }

    int number() {
        return shard;
    }

    RecordLog log() {
        return log;
    }

    SimState state() {
        return state;
    }

    ReplicaCore replica() {
        return replica;
    }

    @Nullable SimLeading leading() {
        return leading;
    }

    @Nullable ShardEntry entry() {
        return entry;
    }

    boolean leads() {
        return leading != null;
    }

    /**
     * Whether the state may hold what this node executed as primary and nobody committed; the
     * replica finds out when it attaches.
     */
    boolean mayHoldUncommitted() {
        return leading != null || state.applied() <= ownUntil;
    }

    void onEntry(ShardEntry next, long nowNanos) {
        var known = entry;
        if (known != null && next.version() <= known.version()) {
            return;
        }
        entry = next;
        boolean mayFollow = node.leases().onEntry(next, node.id());
        var term = leading;
        if (term != null && term.term() < next.term()) {
            stepDown();
        }
        if (node.id().equals(next.primary())) {
            lead(next, nowNanos);
        } else if (next.concerns(node.id())) {
            replica.onPrimary(next.primary(), next.term(), nowNanos);
            if (mayFollow) {
                replica.unfence(nowNanos);
            }
        } else if (log.end().offset() > 0) {
            log.reset(LogEnd.NONE);
            replica = newReplica();
            startEmpty();
        }
    }

    private void lead(ShardEntry next, long nowNanos) {
        var term = leading;
        if (term != null) {
            term.onEntry(next, nowNanos);
        } else if (isInSync(next)) {
            grid.check(replica.applyAll(), () -> "an elected member has not its whole state");
            incoming = null;
            fence = null;
            leading = new SimLeading(grid, this, next, nowNanos);
        }
    }

    private void stepDown() {
        grid.tell(() -> node.self() + " leads " + shard + " no more");
        leading = null;
        ownUntil = log.end().offset();
        replica = newReplica();
    }

    void execute(Operation operation, long loopNanos) {
        var term = leading;
        if (term != null) {
            term.execute(operation, loopNanos);
        }
    }

    void tick(long nowNanos) {
        var term = leading;
        if (term != null) {
            term.tick(nowNanos);
            return;
        }
        replica.tick(nowNanos);
        var known = entry;
        if (known == null) {
            return;
        }
        reportIfFenced(known, nowNanos);
        NodeId primary = known.primary();
        if (primary == null || nowNanos - askedNanos < ASK_AGAIN) {
            return;
        }
        var elected = new Member(primary, known.incarnationInSync(primary));
        boolean isFenced = node.leases().isFenced(shard, known.term());
        boolean isSilent = isFenced || node.leases().graceIsOver(elected, nowNanos);
        if (isSilent && (isInSync(known) || isFenced && isEligible(known))) {
            askedNanos = nowNanos;
            grid.tell(() -> node.self() + " asks for the deposition of " + elected);
            node.leases().fence(shard, known.term(), known.version(), nowNanos);
            replica.fence(known.term());
            grid.controller().depositionAsked(node, shard, known.term());
        }
    }

    private boolean isInSync(ShardEntry known) {
        return known.incarnationInSync(node.id()) == node.self().incarnation();
    }

    private boolean isEligible(ShardEntry known) {
        return known.eligible().contains(node.id());
    }

    void fence(Message.Fence order, long nowNanos) {
        var known = entry;
        boolean isOld = known != null && order.version() < known.version();
        if (leading != null || isOld) {
            return;
        }
        node.leases().fence(shard, order.term(), order.version(), nowNanos);
        replica.fence(order.term());
        fence = order;
        if (known != null) {
            reportIfFenced(known, nowNanos);
        }
    }

    /** Tells where the log ends, once it is known who leads and no lease from here can be valid. */
    private void reportIfFenced(ShardEntry known, long nowNanos) {
        var order = fence;
        if (order == null || known.version() < order.version()) {
            return;
        }
        if (known.version() > order.version()) {
            fence = null;
            return;
        }
        NodeId primary = known.primary();
        var elected =
                primary == null ? null : new Member(primary, known.incarnationInSync(primary));
        if (node.leases().leaseIsOver(shard, order.term(), elected, nowNanos)) {
            fence = null;
            grid.tell(() -> node.self() + " answers " + order + " with " + log.end());
            grid.controller().logEnd(node, order, log.end());
        }
    }

    void handOver(Message.HandOver order, long nowNanos) {
        var term = leading;
        if (term != null) {
            term.handOver(order, nowNanos);
        }
    }

    void linkChanged(NodeId peer, boolean isThere, long nowNanos) {
        if (leading != null) {
            return;
        }
        if (!isThere) {
            replica.onStreamBroken(peer, nowNanos);
        } else {
            replica.onStreamMade(peer, nowNanos);
        }
    }

    void receive(NodeId from, Message.OfShard message, long nowNanos) {
        var term = leading;
        if (term != null) {
            term.receive(from, message, nowNanos);
            return;
        }
        switch (message) {
            case Message.Attached attached -> replica.onAttached(from, attached);
            case Message.Truncate truncate -> replica.onTruncate(from, truncate, nowNanos);
            case Message.Append append -> replica.onAppend(from, append, nowNanos);
            case SnapshotBegin begin -> begin(from, begin, nowNanos);
            case SnapshotChunk chunk -> load(from, chunk, nowNanos);
            case SnapshotEnd end -> end(from, end);
            default -> {} // what only a primary answers
        }
    }

    private void begin(NodeId from, SnapshotBegin begin, long nowNanos) {
        incoming = new Incoming(from, begin, new ByteArrayOutputStream());
        replica.onSnapshotPiece(from, begin.term(), nowNanos);
    }

    private void load(NodeId from, SnapshotChunk chunk, long nowNanos) {
        var loading = incoming;
        if (loading == null || !isOf(loading, from, chunk.term(), chunk.filling())) {
            return;
        }
        if (chunk.sequence() * chunk.entries().length == loading.pieces().size()) {
            loading.pieces().writeBytes(chunk.entries());
            replica.onSnapshotPiece(from, chunk.term(), nowNanos);
        } else {
            incoming = null;
        }
    }

    private void end(NodeId from, SnapshotEnd end) {
        var loaded = incoming;
        if (loaded == null || !isOf(loaded, from, end.term(), end.filling())) {
            return;
        }
        incoming = null;
        if (end.entries() != loaded.pieces().size()) {
            return;
        }
        var before = ready;
        ready = SimState.decoded(loaded.pieces().toByteArray());
        if (!replica.onSnapshot(from, end.term(), loaded.begin().place())) {
            ready = before;
        }
    }

    private static boolean isOf(Incoming snapshot, NodeId from, long term, long filling) {
        return snapshot.from().equals(from)
                && snapshot.begin().term() == term
                && snapshot.begin().filling() == filling;
    }

    private void perform(ReplicaEffect effect) {
        switch (effect) {
            case ReplicaEffect.Send send -> node.say(send.to(), send.message());
            case ReplicaEffect.Apply apply -> apply.records().forEach(this::apply);
            case ReplicaEffect.InstallSnapshot install -> {
                state = Objects.requireNonNull(ready);
                ready = null;
                ownUntil = 0;
                grid.check(
                        state.applied() == install.place().offset(),
                        () -> "invariant 13: a snapshot of another place");
            }
        }
    }

    private void apply(LogRecord record) {
        grid.check(
                record.offset() == state.applied() + 1,
                () -> "invariant 12: " + record.place() + " after " + state.applied());
        state.execute(record.offset(), record.payload());
    }

    private void startEmpty() {
        incoming = null;
        ready = null;
        ownUntil = 0;
        state = new SimState();
    }
}
