package dev.cairn.node.grid;

import dev.cairn.node.metadata.MetaCommand.AdmitInSync;
import dev.cairn.node.metadata.MetaCommand.DropInSync;
import dev.cairn.node.metadata.MetaCommand.ShardVersion;
import dev.cairn.node.metadata.MetaCommand.TransferPrimary;
import dev.cairn.node.metadata.Outcome;
import dev.cairn.node.metadata.Rejection;
import dev.cairn.node.metrics.Counter;
import dev.cairn.node.shard.Shard;
import dev.cairn.node.shard.ShardTask;
import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.replication.log.LogEnd;
import dev.cairn.replication.message.Message;
import dev.cairn.replication.primary.PrimaryCore;
import dev.cairn.replication.primary.PrimaryEffect;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A shard in the one term in which this node leads it. Belongs to whoever is inside the shard. */
final class Leading {

    private static final Logger LOG = LoggerFactory.getLogger(Leading.class);
    private static final byte[] TERM_START = new byte[0];
    private static final long CONFIRMATION_NANOS = 5_000_000_000L;
    private static final long HAND_OVER_NANOS = 300_000_000L;
    private static final long ASK_AGAIN_NANOS = 1_000_000_000L;

    private final PartInGrid part;
    private final Shard shard;
    private final PrimaryCore core;
    private final LedLog log;
    private final Set<NodeId> toFill = new LinkedHashSet<>();
    private final List<PrimaryEffect.ProposeAddition> undecided = new ArrayList<>();
    private @Nullable OutgoingSnapshot snapshot;
    private @Nullable HandOver handOver;
    private boolean pumpDue;
    private long fillings;
    private ShardEntry entry;

    /** A change of primary under way: no command runs until it is known what became of it. */
    private static final class HandOver {
        final Message.HandOver order;
        final long sinceNanos;
        boolean proposed;
        boolean applied;
        long proposedNanos;

        HandOver(Message.HandOver order, long nowNanos) {
            this.order = order;
            this.sinceNanos = nowNanos;
        }
    }

    /** Begins the term of {@code entry}; the shard's state is that of the log's end. */
    Leading(PartInGrid part, Copy copy, ShardEntry entry, long nowNanos) {
        this.part = part;
        this.shard = copy.shard();
        this.entry = entry;
        boolean awaits = part.awaitsReplicas();
        var policy = new PrimaryCore.Policy(part::minInSync, awaits, part.pace().primary(), part);
        core = new PrimaryCore(part.self().node(), entry, copy.records(), policy, this::perform);
        log = new LedLog(core, awaits, part.uncommitted(), copy.kept());
        core.append(TERM_START, System.currentTimeMillis(), nowNanos);
        shard.log(log);
        renewLeases();
    }

    long term() {
        return core.term();
    }

    void onTopology(ShardEntry next, long nowNanos) {
        entry = next;
        core.onTopology(next, nowNanos);
        log.forgetReplicas();
        core.tellReceived(log::received);
        renewLeases();
        var change = handOver;
        if (change != null && change.order.version() < next.version()) {
            resumeAfter(change);
        }
    }

    /** The term is over: what is not committed may never be. */
    void end() {
        log.close();
        part.leases().rest(shard.index());
        endSnapshot();
        part.around().commitAdvanced();
    }

    void receive(NodeId from, Message.OfShard message, long nowNanos) {
        switch (message) {
            case Message.Attach attach -> attached(from, attach, nowNanos);
            case Message.Ack ack -> acknowledged(from, ack, nowNanos);
            default -> {}
        }
    }

    private void attached(NodeId from, Message.Attach attach, long nowNanos) {
        boolean wasFilling = core.isFilling(from);
        core.onAttach(from, attach, nowNanos);
        boolean hadLog = !attach.end().equals(LogEnd.NONE);
        if (hadLog && core.isFilling(from) && !wasFilling) {
            part.tally().increment(Counter.PARTIAL_SYNCS_REFUSED);
        }
        endIfFilled(from);
    }

    private void endIfFilled(NodeId replica) {
        if (!core.isFilling(replica)) {
            toFill.remove(replica);
            fillBroken(replica);
        }
    }

    private void acknowledged(NodeId from, Message.Ack ack, long nowNanos) {
        var out = snapshot;
        if (out != null
                && out.state() == OutgoingSnapshot.State.SENT
                && out.to().equals(from)
                && ack.received() >= out.place().offset()) {
            endSnapshot();
            core.snapshotSent(from, out.place(), nowNanos);
        }
        core.onAck(from, ack, nowNanos);
        endIfFilled(from);
        core.tellReceived(log::received);
        proceed(nowNanos);
    }

    void tick(long nowNanos) {
        core.tick(nowNanos);
        askAgain();
        var out = snapshot;
        if (out != null && out.isForgotten(CONFIRMATION_NANOS, nowNanos)) {
            endSnapshot();
        }
        if (snapshot != null || !toFill.isEmpty()) {
            pumpSoon();
        }
        proceed(nowNanos);
    }

    private void perform(PrimaryEffect effect) {
        switch (effect) {
            case PrimaryEffect.Send send -> {
                if (send.message() instanceof Message.Attached) {
                    part.tally().increment(Counter.PARTIAL_SYNCS);
                }
                part.around().send(send.to(), send.message());
            }
            case PrimaryEffect.Committed committed -> {
                core.tellReceived(log::received); // first: who is told of the commit may ask
                log.committed(committed.offset());
                part.around().commitAdvanced();
            }
            case PrimaryEffect.SendSnapshot wanted -> fill(wanted.to());
            case PrimaryEffect.ProposeRemoval removal -> {
                LOG.debug("{} is to do without {}", shard, removal.member());
                part.around()
                        .propose(new DropInSync(at(removal.version()), removal.member().node()));
            }
            case PrimaryEffect.ProposeAddition addition -> {
                renewLeases();
                admit(addition);
            }
        }
    }

    private void askAgain() {
        var again = List.copyOf(undecided);
        undecided.clear();
        again.stream().filter(each -> each.version() == entry.version()).forEach(this::admit);
    }

    private ShardVersion at(long version) {
        return new ShardVersion(shard.index(), core.term(), version);
    }

    private void renewLeases() {
        part.leases().lead(shard.index(), core.term(), core.grantors(), log);
    }

    private void admit(PrimaryEffect.ProposeAddition addition) {
        LOG.debug("{} is to admit {}", shard, addition.member());
        var change = new AdmitInSync(at(addition.version()), addition.member());
        part.admissions().ask(change, outcome -> admitted(addition, outcome));
    }

    /**
     * Who may be in the set counts until it is known that he is not: so that must be found out. If
     * the entry has changed, an earlier proposal may have changed it, and the entry that comes says
     * who is in the set.
     */
    private void admitted(PrimaryEffect.ProposeAddition addition, Outcome outcome) {
        if (outcome instanceof Outcome.Unknown) {
            inside(() -> undecided.add(addition));
        }
        if (outcome instanceof Outcome.Rejected(var reason) && !isOvertaken(reason)) {
            boolean hopeless = reason == Rejection.STALE_NODE_STATE;
            inside(
                    () -> {
                        Member member = addition.member();
                        core.additionFailed(
                                member, addition.version(), hopeless, System.nanoTime());
                        renewLeases();
                    });
        }
    }

    private static boolean isOvertaken(Rejection reason) {
        return reason == Rejection.STALE_VERSION || reason == Rejection.STALE_TERM;
    }

    /** Runs something inside the shard, unless the term is over by then. */
    private void inside(Runnable task) {
        shard.submitBrief(
                () -> {
                    if (!log.isOver()) {
                        task.run();
                    }
                });
    }

    // Filling replicas, one after the other.

    /** A replica that asks again while it is being filled is only impatient. */
    private void fill(NodeId replica) {
        var out = snapshot;
        if (out == null || out.hasFailed() || !out.to().equals(replica)) {
            toFill.add(replica);
            pumpSoon();
        }
    }

    /** Pieces on their way to a replica are lost: it begins anew when it asks again. */
    void fillBroken(NodeId replica) {
        var out = snapshot;
        if (out != null && out.to().equals(replica)) {
            out.fail();
            pumpSoon();
        }
    }

    private void pumpSoon() {
        if (!pumpDue) {
            pumpDue = true;
            part.aside(() -> shard.submit(this::pump));
        }
    }

    /** Takes its time, so none of the threads does it that others rely on. */
    private ShardTask.Then pump(Shard inside) {
        pumpDue = false;
        if (!log.isOver()) {
            advance();
        }
        return ShardTask.Then.LEAVE;
    }

    private void advance() {
        var before = snapshot;
        if (before != null && before.hasFailed()) {
            endSnapshot();
        }
        if (snapshot == null) {
            beginNext();
        }
        var out = snapshot;
        if (out != null && (out.advance(System.nanoTime()) || out.hasFailed())) {
            pumpSoon();
        }
    }

    private void beginNext() {
        for (NodeId replica : toFill) {
            if (!part.around().isCongested(replica) && part.fills().begin(replica)) {
                toFill.remove(replica);
                beginSnapshot(replica);
                return;
            }
        }
    }

    private void beginSnapshot(NodeId replica) {
        part.tally().increment(Counter.FULL_SYNCS);
        var pieces = shard.snapshot(System.currentTimeMillis());
        core.keepFrom(core.end().offset());
        var begin = new Message.SnapshotBegin(shard.index(), term(), ++fillings, core.end());
        snapshot = new OutgoingSnapshot(replica, begin, pieces, part.around());
    }

    private void endSnapshot() {
        var out = snapshot;
        if (out != null) {
            out.abandon();
            part.fills().end(out.to());
            snapshot = null;
            core.keepNothing();
        }
    }

    // Handing over.

    /** Lets another member lead as soon as it has the whole log and all of it is committed. */
    void handOver(Message.HandOver order, long nowNanos) {
        boolean isDue =
                handOver == null
                        && order.term() == core.term()
                        && order.version() == entry.version()
                        && entry.hasInSync(order.to());
        if (isDue) {
            log.pause(nowNanos);
            handOver = new HandOver(order, nowNanos);
            proceed(nowNanos);
        }
    }

    private void proceed(long nowNanos) {
        var change = handOver;
        if (change == null || change.applied) {
            return;
        }
        if (change.proposed) {
            if (nowNanos - change.proposedNanos > ASK_AGAIN_NANOS) {
                propose(change, nowNanos);
            }
        } else if (core.isLevel(change.order.to()) && core.committed() == core.end().offset()) {
            propose(change, nowNanos);
        } else if (nowNanos - change.sinceNanos > HAND_OVER_NANOS) {
            LOG.debug("{} is not taken over in time", shard);
            resumeAfter(change);
        }
    }

    /** Whether another node is about to lead, as far as is known here. */
    boolean isHandingOver() {
        return handOver != null;
    }

    /**
     * From here on the new primary may be elected: nothing is run until the outcome is known. It is
     * told first, so that it keeps the requests of clients that hear of it sooner than it does.
     */
    private void propose(HandOver change, long nowNanos) {
        LOG.debug("{} is to be led by {}", shard, change.order.to());
        change.proposed = true;
        change.proposedNanos = nowNanos;
        var order = change.order;
        part.around().send(order.to(), order);
        part.around()
                .propose(new TransferPrimary(at(order.version()), order.to()))
                .thenAccept(outcome -> inside(() -> settled(change, outcome)));
    }

    private void settled(HandOver change, Outcome outcome) {
        LOG.debug("{} to {}: {}", shard, change.order.to(), outcome);
        switch (outcome) {
            case Outcome.Applied _ -> change.applied = true;
            case Outcome.Rejected(var reason) -> {
                if (!mayBeOver(change, reason)) {
                    resumeAfter(change);
                }
            }
            case Outcome.Unknown _, Outcome.Parts _ -> {} // asked again in a while
        }
    }

    /**
     * Whether a rejected transfer may have been applied when it was asked for before; the entry
     * that is on its way tells.
     */
    private static boolean mayBeOver(HandOver change, Rejection reason) {
        return change.applied
                || reason == Rejection.STALE_TERM
                || reason == Rejection.STALE_VERSION;
    }

    private void resumeAfter(HandOver change) {
        if (change.equals(handOver)) {
            handOver = null;
            log.resume();
        }
    }
}
