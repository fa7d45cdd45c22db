package dev.cairn.node.grid;

import dev.cairn.node.metadata.controller.Hint;
import dev.cairn.node.shard.MalformedRecord;
import dev.cairn.node.shard.Shard;
import dev.cairn.node.shard.Shards;
import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.replication.log.LogEnd;
import dev.cairn.replication.log.LogRecord;
import dev.cairn.replication.log.RecordLog;
import dev.cairn.replication.message.Message;
import dev.cairn.replication.replica.ReplicaCore;
import dev.cairn.replication.replica.ReplicaEffect;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * This node's part in one shard: primary in a term, replica, or none. Belongs to whoever is inside
 * the shard.
 */
final class GridShard {
    private static final Logger LOG = LoggerFactory.getLogger(GridShard.class);
    private static final long FRESH_NANOS = 500_000_000L;
    private static final long ASK_AGAIN_NANOS = 200_000_000L;

    private final PartInGrid part;
    private final Shards shards;
    private final Shard shard;
    private final RecordLog records;
    private final KeptRequests kept = new KeptRequests();
    private final Consumer<Hint> hints;

    /** Replicas that know of a term of which this node has not heard yet. */
    private final Map<NodeId, Message.Attach> early = new HashMap<>();

    private ReplicaCore replica;
    private FollowedLog followed;
    private @Nullable Leading leading;
    private @Nullable ShardEntry entry;
    private @Nullable IncomingSnapshot incoming;

    /** A whole snapshot that waits until its place is committed. */
    private @Nullable Shard ready;

    private boolean served;
    private Message.@Nullable Fence fence;
    private long askedNanos;

    /** The version of the entry that is to be replaced by one in which this node leads. */
    private long announcedVersion;

    GridShard(PartInGrid part, Shards shards, Shard shard, Consumer<Hint> hints) {
        this.part = part;
        this.shards = shards;
        this.shard = shard;
        this.hints = hints;
        this.records = new RecordLog(part.pace().logBytes());
        this.replica = newReplica();
        this.followed = new FollowedLog(kept, System.nanoTime());
        this.askedNanos = System.nanoTime() - ASK_AGAIN_NANOS;
        shard.log(followed);
    }

    private ReplicaCore newReplica() {
        return new ReplicaCore(
                shard.index(),
                part.self().incarnation(),
                records,
                part.pace().attachAgainNanos(),
                this::perform);
    }

    void onTopology(ShardEntry next, long nowNanos) {
        var known = entry;
        if (known != null && next.version() <= known.version()) {
            return;
        }
        entry = next;
        boolean mayFollow = part.leases().onEntry(next);
        var term = leading;
        if (term != null && term.term() < next.term()) {
            stepDown(term, nowNanos);
        }
        NodeId self = part.self().node();
        if (self.equals(next.primary())) {
            lead(next, nowNanos);
        } else if (next.concerns(self)) {
            replica.onPrimary(next.primary(), next.term(), nowNanos);
            if (mayFollow) {
                replica.unfence(nowNanos);
            }
        } else {
            leave();
        }
        answerEarly(nowNanos);
    }

    private void lead(ShardEntry next, long nowNanos) {
        var term = leading;
        if (term != null) {
            term.onTopology(next, nowNanos);
        } else if (next.incarnationInSync(part.self().node()) == part.self().incarnation()) {
            if (replica.applyAll()) {
                dropIncoming();
                fence = null;
                leading = new Leading(part, new Copy(shard, records, kept), next, nowNanos);
                LOG.debug("Leads {} in term {}", shard, next.term());
            } else {
                LOG.error("{} was elected without its whole state", shard);
            }
        }
    }

    /** Requests are kept until they go by the topology that says who leads now. */
    private void stepDown(Leading term, long nowNanos) {
        LOG.debug("No longer leads {} in term {}", shard, term.term());
        kept.begin(nowNanos);
        term.end();
        leading = null;
        replica = newReplica();
        followed = new FollowedLog(kept, System.nanoTime());
        shard.log(followed);
    }

    /** This node holds the shard no more. */
    private void leave() {
        if (!records.end().equals(LogEnd.NONE) || records.base().offset() > 0) {
            records.reset(LogEnd.NONE);
            replica = newReplica();
            startEmpty();
        }
        followed.freshUntil(System.nanoTime());
    }

    /**
     * Requests go by the topology that was told last. One that is older than an announced change of
     * primary says nothing yet of who leads then.
     */
    void routed() {
        var term = leading;
        var known = entry;
        boolean isChanging = term != null && term.isHandingOver();
        if (known != null && known.version() > announcedVersion && !isChanging) {
            kept.end();
        }
    }

    /** Whether requests are to wait here, wherever the topology sends them. */
    boolean keepsRequests() {
        return kept.isOpen();
    }

    void tick(long nowNanos) {
        kept.endIfLate(nowNanos);
        var term = leading;
        if (term != null) {
            term.tick(nowNanos);
        } else {
            follow(nowNanos);
        }
        tellWhoCached(nowNanos);
    }

    /**
     * As soon as nothing may be read here, changes elsewhere may be missed here, too: clients
     * forget what they have cached, which is before the grace is over after which another may lead.
     */
    private void tellWhoCached(long nowNanos) {
        boolean serves = shard.log().objection(false, nowNanos) == null;
        if (served && !serves) {
            shard.forgetCached();
        }
        served = serves;
    }

    private void follow(long nowNanos) {
        replica.tick(nowNanos);
        var known = entry;
        if (known == null) {
            return;
        }
        reportIfFenced(known);
        NodeId primary = known.primary();
        if (primary == null) {
            return;
        }
        var elected = new Member(primary, known.incarnationInSync(primary));
        boolean isFenced = part.leases().isFenced(shard.index(), known.term());
        boolean isSilent = isFenced || part.leases().graceIsOver(elected);
        boolean follows = replica.state() == ReplicaCore.State.FOLLOWING && ready == null;
        if (!isSilent && follows && isInSync(known)) {
            followed.freshUntil(nowNanos + FRESH_NANOS);
        }
        // A primary that is heard again gets no lease while the fence stands, and only an election
        // takes the fence away: whoever has fenced, and may be elected, goes on asking for one.
        boolean isConcerned = isInSync(known) || (isFenced && isEligible(known));
        if (isSilent && isConcerned && nowNanos - askedNanos >= ASK_AGAIN_NANOS) {
            askedNanos = nowNanos;
            depose(elected, known);
        }
    }

    private void depose(Member elected, ShardEntry known) {
        LOG.debug("{} is silent: {} should be led by another", elected, shard);
        part.leases().fence(shard.index(), known.term(), known.version());
        replica.fence(known.term());
        hints.accept(new Hint.DepositionAsked(shard.index(), known.term(), part.self()));
    }

    private boolean isInSync(ShardEntry known) {
        return known.incarnationInSync(part.self().node()) == part.self().incarnation();
    }

    private boolean isEligible(ShardEntry known) {
        return known.eligible().contains(part.self().node());
    }

    /**
     * The controller wants to elect: nothing more is taken of the term and the ones before. At an
     * older version of the entry nobody can be elected any more.
     */
    void fence(Message.Fence order) {
        var known = entry;
        boolean isOld = known != null && order.version() < known.version();
        if (leading != null || isOld) {
            return;
        }
        part.leases().fence(shard.index(), order.term(), order.version());
        replica.fence(order.term());
        followed.freshUntil(System.nanoTime());
        fence = order;
        if (known != null) {
            reportIfFenced(known);
        }
    }

    /**
     * Tells where the log ends, once it is known who leads at that version and no lease from here
     * can be valid any more.
     */
    private void reportIfFenced(ShardEntry known) {
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
        if (part.leases().leaseIsOver(shard.index(), order.term(), elected)) {
            fence = null;
            LogEnd end = records.end();
            hints.accept(
                    new Hint.LogEnd(
                            shard.index(),
                            order.term() + 1,
                            order.version(),
                            part.self(),
                            end.term(),
                            end.offset()));
        }
    }

    void handOver(Message.HandOver order, long nowNanos) {
        var term = leading;
        var known = entry;
        if (term != null) {
            term.handOver(order, nowNanos);
        } else if (order.to().equals(part.self().node())
                && known != null
                && order.version() >= known.version()) {
            announcedVersion = order.version();
            kept.begin(nowNanos);
        }
    }

    void linkBroken(NodeId peer, long nowNanos) {
        early.remove(peer);
        if (leading == null) {
            replica.onStreamBroken(peer, nowNanos);
        }
    }

    void linkMade(NodeId peer, long nowNanos) {
        if (leading == null) {
            replica.onStreamMade(peer, nowNanos);
        }
    }

    /** The stream broke by which a snapshot travels to a peer. */
    void fillBroken(NodeId peer) {
        var term = leading;
        if (term != null) {
            term.fillBroken(peer);
        }
    }

    void receive(NodeId from, Message.OfShard message, long nowNanos) {
        if (message instanceof Message.Attach attach && isEarly(attach)) {
            early.put(from, attach);
            return;
        }
        var term = leading;
        if (term != null) {
            term.receive(from, message, nowNanos);
            return;
        }
        switch (message) {
            case Message.Attached attached -> replica.onAttached(from, attached);
            case Message.Truncate truncate -> replica.onTruncate(from, truncate, nowNanos);
            case Message.Append append -> replica.onAppend(from, append, nowNanos);
            case Message.SnapshotBegin begin -> begin(from, begin, nowNanos);
            case Message.SnapshotChunk chunk -> load(from, chunk, nowNanos);
            case Message.SnapshotEnd end -> end(from, end);
            default -> {} // what only a primary answers
        }
    }

    private boolean isEarly(Message.Attach attach) {
        var known = entry;
        return known == null || attach.term() > known.term();
    }

    /** Whoever heard of this node's term before it did need not ask again. */
    private void answerEarly(long nowNanos) {
        for (var each : List.copyOf(early.entrySet())) {
            if (!isEarly(each.getValue())) {
                early.remove(each.getKey());
                receive(each.getKey(), each.getValue(), nowNanos);
            }
        }
    }

    // Being filled.

    private void begin(NodeId from, Message.SnapshotBegin begin, long nowNanos) {
        dropIncoming();
        incoming = new IncomingSnapshot(from, begin, shards.aside(shard.index()));
        replica.onSnapshotPiece(from, begin.term(), nowNanos);
    }

    private void load(NodeId from, Message.SnapshotChunk chunk, long nowNanos) {
        var loading = incoming;
        if (loading == null || !loading.isOf(from, chunk.term(), chunk.filling())) {
            return;
        }
        if (loading.load(chunk, part.replayer())) {
            replica.onSnapshotPiece(from, chunk.term(), nowNanos);
        } else {
            LOG.warn("A snapshot of {} is not whole or not readable; asking again", shard);
            dropIncoming();
        }
    }

    private void end(NodeId from, Message.SnapshotEnd end) {
        var loaded = incoming;
        if (loaded == null || !loaded.isOf(from, end.term(), end.filling())) {
            return;
        }
        incoming = null;
        var before = ready;
        ready = loaded.aside();
        if (!loaded.isWhole(end) || !replica.onSnapshot(from, end.term(), loaded.place())) {
            ready = before;
            discard(loaded.aside());
        } else if (before != null) {
            discard(before);
        }
    }

    private void dropIncoming() {
        var loading = incoming;
        if (loading != null) {
            discard(loading.aside());
            incoming = null;
        }
    }

    private void perform(ReplicaEffect effect) {
        switch (effect) {
            case ReplicaEffect.Send send -> part.around().send(send.to(), send.message());
            case ReplicaEffect.Apply apply -> apply.records().forEach(this::apply);
            case ReplicaEffect.InstallSnapshot _ -> {
                adopt(Objects.requireNonNull(ready));
                ready = null;
            }
        }
    }

    private void apply(LogRecord record) {
        if (record.payload().length == 0) {
            return; // the beginning of a term
        }
        try {
            part.replayer().replay(record.payload(), shard);
        } catch (MalformedRecord malformed) {
            part.around().diverged(shard + " at " + record.place() + ": " + malformed.getMessage());
        }
    }

    private void startEmpty() {
        dropIncoming();
        var waiting = ready;
        if (waiting != null) {
            discard(waiting);
            ready = null;
        }
        adopt(shards.aside(shard.index()));
    }

    private void adopt(Shard state) {
        shard.adopt(state);
        discard(state); // it has what was here before
    }

    /** Freeing much takes longer than beacons should wait. */
    private void discard(Shard state) {
        part.aside(state::discard);
    }
}
