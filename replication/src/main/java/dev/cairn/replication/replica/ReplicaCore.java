package dev.cairn.replication.replica;

import dev.cairn.protocol.topology.NodeId;
import dev.cairn.replication.log.LogEnd;
import dev.cairn.replication.log.RecordLog;
import dev.cairn.replication.message.Message.Ack;
import dev.cairn.replication.message.Message.Append;
import dev.cairn.replication.message.Message.Attach;
import dev.cairn.replication.message.Message.Attached;
import dev.cairn.replication.message.Message.Truncate;
import dev.cairn.replication.replica.ReplicaEffect.Apply;
import dev.cairn.replication.replica.ReplicaEffect.InstallSnapshot;
import dev.cairn.replication.replica.ReplicaEffect.Send;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/**
 * A replica of one shard, as a pure state machine: it attaches to the primary of the highest term
 * it knows, takes its records, and applies what is committed and no more. Belongs to whoever is
 * inside the shard.
 */
public final class ReplicaCore {
    /** How a replica stands to its primary. */
    public enum State {
        /** No primary to follow, or fenced against it. */
        IDLE,
        /** Has told the primary where its log ends, and waits for an answer. */
        ATTACHING,
        /** Takes the primary's records. */
        FOLLOWING
    }

    private final int shard;
    private final long incarnation;
    private final RecordLog log;
    private final long attachAgainNanos;
    private final Consumer<ReplicaEffect> effects;
    private State state = State.IDLE;
    private @Nullable NodeId primary;
    private long term;
    private long fencedTerm;
    private long committed;
    private long applied;
    private long askedNanos;
    private @Nullable LogEnd snapshot;

    /** A replica whose state is that of {@code log}'s end, all of it applied. */
    public ReplicaCore(
            int shard,
            long incarnation,
            RecordLog log,
            long attachAgainNanos,
            Consumer<ReplicaEffect> effects) {
        this.shard = shard;
        this.incarnation = incarnation;
        this.log = log;
        this.attachAgainNanos = attachAgainNanos;
        this.effects = effects;
        this.applied = log.end().offset();
        this.committed = applied;
    }

    public State state() {
        return state;
    }

    public long applied() {
        return applied;
    }

    public long committed() {
        return committed;
    }

    public LogEnd end() {
        return log.end();
    }

    /** The topology names this primary in this term; it is not followed while that is fenced. */
    public void onPrimary(@Nullable NodeId next, long nextTerm, long nowNanos) {
        boolean isNew = nextTerm > term || (nextTerm == term && primary == null && next != null);
        if (!isNew) {
            return;
        }
        term = nextTerm;
        primary = next;
        transition(next == null || term <= fencedTerm ? State.IDLE : State.ATTACHING);
        attach(nowNanos);
    }

    /** Takes nothing more of {@code upTo} or older; where the log ends. */
    public LogEnd fence(long upTo) {
        fencedTerm = Math.max(fencedTerm, upTo);
        if (term <= fencedTerm) {
            transition(State.IDLE);
        }
        return log.end();
    }

    /**
     * The topology says that this life of the node is not in sync: it may follow the fenced term
     * again.
     */
    public void unfence(long nowNanos) {
        if (fencedTerm == 0) {
            return;
        }
        fencedTerm = 0;
        if (primary != null && state == State.IDLE) {
            transition(State.ATTACHING);
            attach(nowNanos);
        }
    }

    /** The primary goes on from where the log ends. */
    public void onAttached(NodeId from, Attached attached) {
        if (!isFromPrimary(from, attached.term()) || !attached.from().equals(log.end())) {
            return;
        }
        transition(State.FOLLOWING);
        acknowledge();
    }

    /**
     * The primary's log is another from some place on. What this node executed as primary, and
     * nobody committed, cannot be undone: it is kept until a snapshot takes its place, so that a
     * member that may be elected never has less than it had.
     */
    public void onTruncate(NodeId from, Truncate truncate, long nowNanos) {
        if (!isFromPrimary(from, truncate.term()) || state != State.ATTACHING) {
            return;
        }
        LogEnd last = truncate.last();
        long common = Math.min(last.offset(), log.lastUpTo(last.term()).offset());
        long cut = Math.max(common, firm());
        if (cut < log.end().offset()) {
            log.truncateTo(cut);
            attach(nowNanos);
        }
    }

    /** Records, or only how far is committed. */
    public void onAppend(NodeId from, Append append, long nowNanos) {
        if (!isFromPrimary(from, append.term()) || state != State.FOLLOWING) {
            return;
        }
        if (!log.contains(append.previous()) || append.previous().offset() > log.end().offset()) {
            transition(State.ATTACHING);
            attach(nowNanos);
            return;
        }
        for (var record : append.records()) {
            if (record.offset() == log.end().offset() + 1) {
                log.append(record);
            }
        }
        committed = Math.max(committed, Math.min(append.commit(), log.end().offset()));
        apply();
        acknowledge();
    }

    /**
     * A whole snapshot has been received and verified, and is kept aside. What was acknowledged is
     * never given up for one that was taken before it.
     *
     * @return whether it is of use: {@link ReplicaEffect.InstallSnapshot} follows some time
     */
    public boolean onSnapshot(NodeId from, long snapshotTerm, LogEnd place) {
        if (!isFromPrimary(from, snapshotTerm)) {
            return false;
        }
        if (!place.isAfter(log.end())) {
            if (state == State.FOLLOWING) {
                acknowledge();
            }
            return false;
        }
        log.reset(place);
        snapshot = place;
        applied = 0;
        committed = 0;
        transition(State.FOLLOWING);
        acknowledge();
        return true;
    }

    /** A snapshot is on its way: the primary is not asked again as long as it comes nearer. */
    public void onSnapshotPiece(NodeId from, long snapshotTerm, long nowNanos) {
        if (isFromPrimary(from, snapshotTerm)) {
            askedNanos = nowNanos;
        }
    }

    /** The stream from a peer was broken, so that messages may be missing. */
    public void onStreamBroken(NodeId peer, long nowNanos) {
        if (peer.equals(primary) && state == State.FOLLOWING) {
            transition(State.ATTACHING);
            attach(nowNanos);
        }
    }

    /** There is a stream to a peer again: what was asked, or acknowledged, before may be lost. */
    public void onStreamMade(NodeId peer, long nowNanos) {
        if (peer.equals(primary) && state != State.IDLE) {
            transition(State.ATTACHING);
            attach(nowNanos);
        }
    }

    /** Time has passed: attaches again to a primary that has not answered. */
    public void tick(long nowNanos) {
        if (state == State.ATTACHING && nowNanos - askedNanos >= attachAgainNanos) {
            attach(nowNanos);
        }
    }

    /**
     * This node is elected: applies the rest of its log, which every later primary must have.
     *
     * @return whether the state is whole; without it the node must not serve
     */
    public boolean applyAll() {
        committed = log.end().offset();
        apply();
        transition(State.IDLE);
        return applied == log.end().offset();
    }

    private void apply() {
        var pending = snapshot;
        if (pending != null) {
            if (committed < pending.offset()) {
                return;
            }
            effects.accept(new InstallSnapshot(pending));
            applied = pending.offset();
            snapshot = null;
        }
        if (applied < committed) {
            var records = log.after(applied, Long.MAX_VALUE);
            int count = (int) (committed - applied);
            effects.accept(new Apply(records.subList(0, count)));
            applied = committed;
            log.trim(applied);
        }
    }

    private void attach(long nowNanos) {
        askedNanos = nowNanos;
        var to = primary;
        if (to != null && state == State.ATTACHING) {
            var attach = new Attach(shard, term, incarnation, log.end(), firm());
            effects.accept(new Send(to, attach));
        }
    }

    /** Up to where the log cannot be cut: it is executed, or begins there. */
    private long firm() {
        return Math.max(applied, log.base().offset());
    }

    private void acknowledge() {
        var to = primary;
        if (to != null) {
            var ack = new Ack(shard, term, incarnation, log.end().offset(), applied);
            effects.accept(new Send(to, ack));
        }
    }

    private boolean isFromPrimary(NodeId from, long messageTerm) {
        return from.equals(primary) && messageTerm == term && term > fencedTerm;
    }

    private void transition(State to) {
        state = to;
    }
}
