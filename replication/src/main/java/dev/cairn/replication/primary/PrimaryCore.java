package dev.cairn.replication.primary;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.replication.log.LogEnd;
import dev.cairn.replication.log.LogRecord;
import dev.cairn.replication.log.RecordLog;
import dev.cairn.replication.message.Message.Ack;
import dev.cairn.replication.message.Message.Attach;
import dev.cairn.replication.message.Message.Attached;
import dev.cairn.replication.message.Message.Truncate;
import dev.cairn.replication.primary.PrimaryEffect.Committed;
import dev.cairn.replication.primary.PrimaryEffect.ProposeAddition;
import dev.cairn.replication.primary.PrimaryEffect.ProposeRemoval;
import dev.cairn.replication.primary.PrimaryEffect.Send;
import dev.cairn.replication.primary.PrimaryEffect.SendSnapshot;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.ObjLongConsumer;

/**
 * The primary of one shard in one term, as a pure state machine (PacificA; Kafka's in-sync replicas
 * with KIP-101, 903 and 966): events and the time go in, effects come out, nothing else is touched.
 *
 * <p>A record is committed when every member of the in-sync set has it, and every member that is
 * about to join, since any of them may be elected next. A member that does not keep up is proposed
 * for removal, and counts until the topology says that it is out. Nothing is committed while the
 * set is smaller than {@code minInSync}.
 *
 * <p>Belongs to whoever is inside the shard.
 */
public final class PrimaryCore {
    /**
     * A follower that is behind by more is to be removed, however often it acknowledges; nor is
     * more kept for a snapshot.
     */
    private static final long MOST_BEHIND_BYTES = 64 << 20;

    private static final int STEPS_PER_ACK = 5;

    private final NodeId self;
    private final RecordLog log;
    private final IntSupplier minInSync;
    private final boolean keepsUncommitted;
    private final PrimaryTimes times;
    private final Hearing hearing;
    private final Consumer<PrimaryEffect> effects;
    private final Followers followers;
    private final Proposals proposals;
    private final Joining joining = new Joining();
    private final PastCommits past;
    private ShardEntry entry;
    private final long endBefore;
    private long committed;
    private long neededFrom = Long.MAX_VALUE;
    private long firstTickNanos;
    private boolean hasTicked;
    private boolean isSettled;

    /** Knows who is there, whatever there is to say about the shard. */
    public interface Hearing {
        /** Whether something was heard of a member, in that life, a short while ago. */
        boolean isHeard(Member member, long nowNanos);

        /** A node in the life in which the topology knows it; null if it has left. */
        @Nullable Member present(NodeId node);

        /** Whether a member is to stay, so that it may join. */
        boolean stays(Member member);
    }

    /**
     * How a shard is replicated.
     *
     * @param minInSync as the topology says that the entry is of, or a later one
     * @param keepsUncommitted whether records stay in the log until they are committed, whatever
     *     memory they take; if not, who lacks them gets a snapshot
     */
    public record Policy(
            IntSupplier minInSync, boolean keepsUncommitted, PrimaryTimes times, Hearing hearing) {}

    /**
     * Begins the term of {@code entry}: whatever the log holds is executed by now, and the term's
     * own first record is appended, so that the records of earlier terms are committed by it.
     */
    public PrimaryCore(
            NodeId self,
            ShardEntry entry,
            RecordLog log,
            Policy policy,
            Consumer<PrimaryEffect> effects) {
        if (!self.equals(entry.primary()) || log.end().term() >= entry.term()) {
            throw new IllegalArgumentException("not the begin of a term of " + self);
        }
        this.self = self;
        this.entry = entry;
        this.log = log;
        this.endBefore = log.end().offset();
        this.minInSync = policy.minInSync();
        this.keepsUncommitted = policy.keepsUncommitted();
        this.times = policy.times();
        this.hearing = policy.hearing();
        this.effects = effects;
        this.followers = new Followers(entry, log, effects);
        this.proposals = new Proposals(times.proposalNanos());
        this.past = new PastCommits(times.ackNanos() / STEPS_PER_ACK);
    }

    public long term() {
        return entry.term();
    }

    public long committed() {
        return committed;
    }

    public LogEnd end() {
        return log.end();
    }

    /** Bytes of this term's records that are not committed, about. */
    public long uncommittedBytes() {
        return log.bytesAfter(mayBeCommitted());
    }

    /** Whose leases the primary needs: whoever may be elected next, or already has been. */
    public List<Member> grantors() {
        var grantors = new ArrayList<>(entry.inSync());
        grantors.addAll(joining.proposed());
        for (NodeId node : entry.eligible()) {
            var present = hearing.present(node);
            if (present != null) {
                grantors.add(present);
            }
        }
        return grantors;
    }

    /** Whether an in-sync member has the whole log, so that it may lead without loss. */
    public boolean isLevel(NodeId node) {
        var follower = followers.of(node);
        return follower != null
                && entry.inSync().contains(follower.member)
                && follower.received == log.end().offset();
    }

    /** Whether a replica waits for a snapshot. */
    public boolean isFilling(NodeId node) {
        var follower = followers.of(node);
        return follower != null && follower.state == Follower.State.SNAPSHOT;
    }

    /** Tells of every replica that follows up to where it has the log. */
    public void tellReceived(ObjLongConsumer<NodeId> listener) {
        followers.all().forEach(each -> listener.accept(each.member.node(), each.received));
    }

    /** Keeps the records after {@code offset}, for a snapshot that is under way. */
    public void keepFrom(long offset) {
        neededFrom = offset;
    }

    /** No snapshot is under way any more. */
    public void keepNothing() {
        neededFrom = Long.MAX_VALUE;
    }

    /** Whether the in-sync set is large enough to execute a write at all. */
    public boolean hasEnoughInSync() {
        return entry.inSync().size() >= minInSync.getAsInt();
    }

    /** Appends a record of this term and sends it; its offset. */
    public long append(byte[] payload, long timeMillis, long nowNanos) {
        var previous = log.end();
        var record = new LogRecord(entry.term(), previous.offset() + 1, timeMillis, payload);
        log.append(record);
        followers.appended(record, previous, committed, nowNanos);
        commit();
        return record.offset();
    }

    /**
     * The topology has changed, within this term. Who was proposed at an earlier version of the
     * entry is in the set by now, or will not be by that proposal.
     */
    public void onTopology(ShardEntry next, long nowNanos) {
        if (next.term() != entry.term() || next.version() < entry.version()) {
            throw new IllegalArgumentException("not a later version of this term");
        }
        entry = next;
        proposals.forget(this::isDecided);
        joining.decided(next.version());
        followers.keep(next);
        commit();
    }

    /**
     * The metadata log has rejected a proposed addition, the shard's entry being still at the
     * version of the proposal. Not to be told otherwise: then an earlier proposal may have been
     * accepted, and the entry of that later version says whether it was.
     *
     * @param hopeless whether it would be rejected again for the time being
     */
    public void additionFailed(Member member, long version, boolean hopeless, long nowNanos) {
        joining.refused(member, version);
        if (hopeless) {
            proposals.putOff(member, nowNanos);
        }
        commit();
    }

    /** A replica begins to follow, or comes back. */
    public void onAttach(NodeId from, Attach attach, long nowNanos) {
        if (attach.term() != entry.term() || !entry.concerns(from) || from.equals(self)) {
            return;
        }
        long offset = attach.end().offset();
        boolean isKnown = log.reachesBackTo(offset) && log.contains(attach.end());
        LogEnd last = log.lastUpTo(attach.end().term());
        if (!isKnown && mayCut(attach, last)) {
            effects.accept(new Send(from, new Truncate(attach.shard(), entry.term(), last)));
            return;
        }
        var follower = followers.add(new Member(from, attach.incarnation()));
        if (!isKnown) {
            follower.state = Follower.State.SNAPSHOT;
            effects.accept(new SendSnapshot(from));
            return;
        }
        follower.sent = offset;
        follower.received = offset;
        effects.accept(new Send(from, new Attached(attach.shard(), entry.term(), attach.end())));
        followers.catchUp(follower, committed, nowNanos);
        commit();
    }

    /**
     * Whether a replica may come to a log that is part of this one by cutting its own: it has
     * something left to cut, and what is in common is still here.
     */
    private boolean mayCut(Attach attach, LogEnd last) {
        long common = Math.min(attach.end().offset(), last.offset());
        return log.reachesBackTo(common)
                && attach.firm() <= common
                && attach.firm() < attach.end().offset();
    }

    /** The snapshot for a follower has gone out; it was taken at {@code place}. */
    public void snapshotSent(NodeId to, LogEnd place, long nowNanos) {
        var follower = followers.of(to);
        if (follower == null || follower.state != Follower.State.SNAPSHOT) {
            return;
        }
        if (!log.reachesBackTo(place.offset())) {
            effects.accept(new SendSnapshot(to));
            return;
        }
        follower.state = Follower.State.STREAMING;
        follower.sent = place.offset();
        followers.catchUp(follower, committed, nowNanos);
    }

    /** A replica tells how far it has come. */
    public void onAck(NodeId from, Ack ack, long nowNanos) {
        var follower = followers.of(from);
        boolean isFromThisLife =
                follower != null
                        && ack.term() == entry.term()
                        && ack.incarnation() == follower.member.incarnation();
        if (!isFromThisLife || ack.received() > log.end().offset()) {
            return;
        }
        var known = Objects.requireNonNull(follower);
        known.received(ack.received(), mayBeCommitted(), nowNanos);
        if (known.state == Follower.State.SNAPSHOT) {
            goOn(known);
        }
        if (known.state == Follower.State.STREAMING) {
            followers.catchUp(known, committed, nowNanos);
        }
        commit();
        proposeWhoIsLevel();
    }

    /** Whoever acknowledges follows, whatever became of the snapshot that was on its way to him. */
    private void goOn(Follower follower) {
        if (log.reachesBackTo(follower.received)) {
            follower.state = Follower.State.STREAMING;
            follower.sent = follower.received;
            follower.waiting = false;
        } else {
            effects.accept(new SendSnapshot(follower.member.node()));
        }
    }

    /**
     * Time has passed: tells replicas how far is committed, and proposes who is to leave or to
     * join.
     */
    public void tick(long nowNanos) {
        settle(nowNanos);
        long before = past.before(mayBeCommitted(), nowNanos);
        for (Follower follower : followers.all()) {
            followers.tell(follower, committed, nowNanos);
            follower.keepsUp(keepsUp(follower, before, nowNanos), nowNanos);
            join(follower, nowNanos);
        }
        proposeWhoIsLevel();
        for (Member member : entry.inSync()) {
            if (!member.node().equals(self)
                    && isSilent(member, nowNanos)
                    && proposals.begin(member, nowNanos)) {
                effects.accept(new ProposeRemoval(member, entry.version()));
            }
        }
        trim();
    }

    /** Forgets records that nobody needs; a snapshot may take so long that it has to begin anew. */
    private void trim() {
        if (log.bytesAfter(neededFrom) > MOST_BEHIND_BYTES) {
            keepNothing();
        }
        long unneeded = keepsUncommitted ? committed : log.end().offset();
        log.trim(Math.min(unneeded, neededFrom));
    }

    /**
     * Lets a replica count that has kept up for long, and no more if it does not any longer before
     * it is proposed.
     */
    private void join(Follower follower, long nowNanos) {
        Member member = follower.member;
        if (!joining.contains(member.node())) {
            if (mayJoin(follower, nowNanos) && proposals.begin(member, nowNanos)) {
                joining.begin(member, entry.version());
            }
        } else if (joining.isWaiting(member.node()) && !mayJoin(follower, nowNanos)) {
            joining.giveUp(member.node());
            commit();
        }
    }

    /**
     * Proposes whoever counts already and has all that may be committed: under load he never has it
     * at once, since others are sooner.
     */
    private void proposeWhoIsLevel() {
        if (joining.isEmpty()) {
            return;
        }
        long needed = mayBeCommitted();
        for (var each : joining.propose(m -> receivedBy(m) >= needed, entry.version())) {
            effects.accept(new ProposeAddition(each, entry.version()));
        }
    }

    /** Whom this node has not heard since the term began is not silent before a while. */
    private void settle(long nowNanos) {
        if (!hasTicked) {
            hasTicked = true;
            firstTickNanos = nowNanos;
        }
        isSettled |= nowNanos - firstTickNanos >= 2 * times.ackNanos();
    }

    private void commit() {
        if (!hasEnoughInSync()) {
            return;
        }
        long least = log.end().offset();
        for (Member member : entry.inSync()) {
            least = Math.min(least, receivedBy(member));
        }
        if (!joining.isEmpty()) {
            for (Member member : joining.members()) {
                least = Math.min(least, receivedBy(member));
            }
        }
        // Records of earlier terms are committed by the first one of this term, never by
        // themselves.
        if (least > committed && log.placeAt(least).term() == entry.term()) {
            committed = least;
            effects.accept(new Committed(committed));
        }
    }

    /**
     * Up to where records may be committed: what the log held when the term began may be, by an
     * earlier primary.
     */
    private long mayBeCommitted() {
        return Math.max(committed, endBefore);
    }

    private long receivedBy(Member member) {
        if (member.node().equals(self)) {
            return log.end().offset();
        }
        return followers.receivedBy(member);
    }

    /** Whether it has what was committed a while ago, so that waiting for it takes no longer. */
    private boolean keepsUp(Follower follower, long committedBefore, long nowNanos) {
        return follower.state == Follower.State.STREAMING
                && follower.received >= committedBefore
                && !follower.isLate(times.ackNanos(), nowNanos)
                && !isFarBehind(follower);
    }

    private boolean mayJoin(Follower follower, long nowNanos) {
        return hearing.isHeard(follower.member, nowNanos)
                && hearing.stays(follower.member)
                && follower.inStep
                && nowNanos - follower.inStepSinceNanos >= times.inStepNanos()
                && entry.concerns(follower.member.node())
                && !entry.inSync().contains(follower.member);
    }

    /** Whether an in-sync member is gone, in another life, or does not keep up. */
    private boolean isSilent(Member member, long nowNanos) {
        var follower = followers.of(member.node());
        if (follower == null) {
            followers.addAbsent(member, nowNanos);
            return false;
        }
        if (!follower.member.equals(member)) {
            return true;
        }
        return follower.isLate(times.ackNanos(), nowNanos)
                || isFarBehind(follower)
                || isSettled && !hearing.isHeard(member, nowNanos);
    }

    private boolean isFarBehind(Follower follower) {
        return follower.state == Follower.State.STREAMING
                && log.bytesAfter(follower.received) > MOST_BEHIND_BYTES;
    }

    private boolean isDecided(Member member) {
        return joining.contains(member.node()) == entry.inSync().contains(member);
    }
}
