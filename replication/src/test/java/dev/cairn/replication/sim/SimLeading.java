package dev.cairn.replication.sim;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.replication.log.LogEnd;
import dev.cairn.replication.message.Message;
import dev.cairn.replication.message.Message.SnapshotBegin;
import dev.cairn.replication.message.Message.SnapshotChunk;
import dev.cairn.replication.message.Message.SnapshotEnd;
import dev.cairn.replication.primary.PrimaryCore;
import dev.cairn.replication.primary.PrimaryEffect;
import dev.cairn.replication.primary.PrimaryTimes;
import dev.cairn.replication.sim.Metadata.Outcome;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** A shard in the one term in which a node leads it: executes, holds replies, hands over. */
final class SimLeading {
    private static final long HAND_OVER = 300 * Schedule.MILLI;
    private static final long ASK_AGAIN = Schedule.SECOND;
    private static final long CONFIRMATION = 5 * Schedule.SECOND;

    private final SimGrid grid;
    private final SimShard part;
    private final SimNode node;
    private final PrimaryCore core;
    private final List<Parked> gate = new ArrayList<>();
    private final long[] lastWrites = new long[SimState.KEYS];
    private final SequencedSet<NodeId> toFill = new LinkedHashSet<>();
    private final List<PrimaryEffect.ProposeAddition> undecided = new ArrayList<>();
    private @Nullable HandOver handOver;
    private @Nullable Outgoing outgoing;
    private long fillings;
    private ShardEntry entry;

    /** A reply that leaves once everything up to {@code offset} is committed. */
    private record Parked(long offset, Runnable reply) {}

    /** A snapshot that a replica has not yet confirmed. */
    private record Outgoing(NodeId to, long filling, LogEnd place, long sinceNanos) {}

    /** A change of primary that is under way: nothing is executed until it is decided. */
    private static final class HandOver {
        final Message.HandOver order;
        final long sinceNanos;
        boolean isProposed;
        boolean isApplied;
        long proposedNanos;

        HandOver(Message.HandOver order, long nowNanos) {
            this.order = order;
            this.sinceNanos = nowNanos;
        }
    }

    SimLeading(SimGrid grid, SimShard part, ShardEntry entry, long nowNanos) {
        this.grid = grid;
        this.part = part;
        this.node = part.node();
        this.entry = entry;
        var policy =
                new PrimaryCore.Policy(
                        grid.conduct()::minInSync, true, PrimaryTimes.scaled(1), new Hearing());
        grid.tell(() -> node.self() + " leads " + part.number() + " in term " + entry.term());
        core = new PrimaryCore(node.id(), entry, part.log(), policy, this::perform);
        grid.invariants().led(part, entry);
        append(new byte[0], nowNanos);
        Arrays.fill(lastWrites, core.end().offset());
    }

    /** What the leases know; nobody is about to stop. */
    private final class Hearing implements PrimaryCore.Hearing {
        @Override
        public boolean isHeard(Member member, long nowNanos) {
            return node.leases().isHeard(member, nowNanos);
        }

        @Override
        public Member present(NodeId node) {
            return grid.metadata().current(node);
        }

        @Override
        public boolean stays(Member member) {
            return true;
        }
    }

    PrimaryCore core() {
        return core;
    }

    ShardEntry entry() {
        return entry;
    }

    long term() {
        return core.term();
    }

    /** Whether commands may run, by the leases that this node holds at this time. */
    boolean mayServe(long nowNanos) {
        return handOver == null && holdsLeases(nowNanos);
    }

    private boolean holdsLeases(long nowNanos) {
        var leases = node.leases();
        return leases.holds(part.number(), term(), core.grantors(), node.id(), nowNanos);
    }

    void onEntry(ShardEntry next, long nowNanos) {
        entry = next;
        core.onTopology(next, nowNanos);
        var change = handOver;
        if (change != null && change.order.version() < next.version()) {
            handOver = null;
        }
    }

    /** Executes a command, if it may run by the time when its loop began, and holds its reply. */
    void execute(Operation asked, long loopNanos) {
        boolean mayRun = handOver == null && (isLeased(loopNanos) || grid.conduct().skipsFirst());
        if (!mayRun || (asked.writes() && !core.hasEnoughInSync())) {
            return;
        }
        if (asked.writes()) {
            for (byte[] payload : grid.conduct().records(asked.payload())) {
                append(payload, node.clock());
            }
            long offset = core.end().offset();
            long written = part.state().writtenAt(asked.key());
            lastWrites[asked.key()] = offset;
            park(offset, () -> grid.clients().wrote(asked, written));
        } else if (isLeased(node.clock()) || grid.conduct().skipsSecond()) {
            long value = part.state().value(asked.key());
            long offset = part.state().writtenAt(asked.key());
            park(lastWrites[asked.key()], () -> grid.clients().read(asked, value, offset));
        }
    }

    private boolean isLeased(long nowNanos) {
        return holdsLeases(nowNanos);
    }

    private void append(byte[] payload, long nowNanos) {
        part.state().execute(core.end().offset() + 1, payload);
        core.append(payload, 0, nowNanos);
    }

    private void park(long offset, Runnable reply) {
        gate.add(new Parked(offset, reply));
        node.soon(this::release);
    }

    /** Each reply leaves when what it tells of is committed: no two are of one connection. */
    private void release() {
        var due = gate.stream().filter(each -> each.offset() <= core.committed()).toList();
        gate.removeAll(due);
        due.forEach(each -> each.reply().run());
    }

    void receive(NodeId from, Message.OfShard message, long nowNanos) {
        if (message instanceof Message.Attach attach) {
            attached(from, attach, nowNanos);
        } else if (message instanceof Message.Ack ack) {
            acknowledged(from, ack, nowNanos);
        }
    }

    private void attached(NodeId from, Message.Attach attach, long nowNanos) {
        core.onAttach(from, attach, nowNanos);
        if (!core.isFilling(from)) {
            toFill.remove(from);
            fillBroken(from);
        }
    }

    private void acknowledged(NodeId from, Message.Ack ack, long nowNanos) {
        var out = outgoing;
        if (out != null && out.to().equals(from) && ack.received() >= out.place().offset()) {
            endSnapshot();
            core.snapshotSent(from, out.place(), nowNanos);
        }
        core.onAck(from, ack, nowNanos);
        proceed(nowNanos);
    }

    void tick(long nowNanos) {
        core.tick(nowNanos);
        var again = List.copyOf(undecided);
        undecided.clear();
        again.stream().filter(each -> each.version() == entry.version()).forEach(this::admit);
        var out = outgoing;
        if (out != null && nowNanos - out.sinceNanos() > CONFIRMATION) {
            endSnapshot();
        }
        proceed(nowNanos);
    }

    private void perform(PrimaryEffect effect) {
        switch (effect) {
            case PrimaryEffect.Send send -> node.say(send.to(), send.message());
            case PrimaryEffect.Committed committed -> {
                grid.invariants().committed(part, entry, committed.offset());
                node.soon(this::release);
            }
            case PrimaryEffect.SendSnapshot wanted -> fill(wanted.to());
            case PrimaryEffect.ProposeRemoval removal -> {
                var change =
                        new Change.Drop(part.number(), removal.version(), removal.member().node());
                grid.metadata().propose(node, change, _ -> {});
                grid.conduct().removalProposed(core, entry, removal.member());
            }
            case PrimaryEffect.ProposeAddition addition -> admit(addition);
        }
    }

    private void admit(PrimaryEffect.ProposeAddition addition) {
        var change = new Change.Admit(part.number(), addition.version(), addition.member());
        grid.metadata().propose(node, change, outcome -> admitted(addition, outcome));
    }

    private void admitted(PrimaryEffect.ProposeAddition addition, Outcome outcome) {
        if (isOver()) {
            return;
        }
        switch (outcome) {
            case UNKNOWN -> undecided.add(addition);
            case REJECTED -> failed(addition);
            case APPLIED, OVERTAKEN -> {} // the entry that comes says who is in the set
        }
    }

    private void failed(PrimaryEffect.ProposeAddition addition) {
        core.additionFailed(addition.member(), addition.version(), false, node.clock());
    }

    private boolean isOver() {
        return part.leading() != this;
    }

    // A snapshot in two pieces, which show the state as it was when the first one was due.

    /** A replica that asks again while it is being filled is only impatient. */
    private void fill(NodeId to) {
        if (outgoing == null || !outgoing.to().equals(to)) {
            toFill.add(to);
            node.soon(this::fillNext);
        }
    }

    /** Pieces on their way to a replica are lost: it begins anew when it asks again. */
    void fillBroken(NodeId to) {
        if (outgoing != null && outgoing.to().equals(to)) {
            endSnapshot();
        }
    }

    private void fillNext() {
        if (isOver() || outgoing != null || toFill.isEmpty()) {
            return;
        }
        var to = toFill.removeFirst();
        var place = core.end();
        outgoing = new Outgoing(to, ++fillings, place, node.clock());
        core.keepFrom(place.offset());
        byte[] then = part.state().encoded();
        if (node.say(to, new SnapshotBegin(part.number(), term(), fillings, place))) {
            piece(outgoing, then, 0);
        } else {
            endSnapshot();
        }
    }

    private void piece(Outgoing out, byte[] then, int sequence) {
        node.at(
                grid.schedule().now() + grid.random().nextLong(20 * Schedule.MILLI),
                () -> {
                    if (isOver() || !out.equals(outgoing)) {
                        return;
                    }
                    byte[] shown = grid.conduct().shown(then, part.state());
                    int half = shown.length / 2;
                    byte[] piece =
                            Arrays.copyOfRange(shown, sequence * half, (1 + sequence) * half);
                    long filling = out.filling();
                    var chunk = new SnapshotChunk(part.number(), term(), filling, sequence, piece);
                    boolean isSent = node.say(out.to(), chunk);
                    if (!isSent) {
                        endSnapshot();
                    } else if (sequence == 0) {
                        piece(out, then, 1);
                    } else {
                        int number = part.number();
                        var end = new SnapshotEnd(number, term(), filling, 2, shown.length);
                        node.say(out.to(), end);
                    }
                });
    }

    private void endSnapshot() {
        outgoing = null;
        core.keepNothing();
        node.soon(this::fillNext);
    }

    // Handing over.

    void handOver(Message.HandOver order, long nowNanos) {
        boolean isDue =
                handOver == null
                        && order.term() == term()
                        && order.version() == entry.version()
                        && entry.hasInSync(order.to());
        if (isDue) {
            grid.tell(() -> node.self() + " is asked for " + order);
            handOver = new HandOver(order, nowNanos);
            proceed(nowNanos);
        }
    }

    private void proceed(long nowNanos) {
        var change = handOver;
        if (change == null || change.isApplied) {
            return;
        }
        if (change.isProposed) {
            if (nowNanos - change.proposedNanos > ASK_AGAIN) {
                propose(change, nowNanos);
            }
        } else if (core.isLevel(change.order.to()) && core.committed() == core.end().offset()) {
            propose(change, nowNanos);
        } else if (nowNanos - change.sinceNanos > HAND_OVER) {
            handOver = null;
        }
    }

    private void propose(HandOver change, long nowNanos) {
        change.isProposed = true;
        change.proposedNanos = nowNanos;
        var order = change.order;
        var transfer = new Change.Transfer(part.number(), order.version(), order.to());
        grid.metadata().propose(node, transfer, outcome -> settled(change, outcome));
    }

    private void settled(HandOver change, Outcome outcome) {
        grid.tell(() -> node.self() + " is told of " + change.order + ": " + outcome);
        switch (outcome) {
            case APPLIED -> change.isApplied = true;
            case REJECTED -> handOver = change.equals(handOver) ? null : handOver;
            case OVERTAKEN, UNKNOWN -> {} // the entry that comes says so, or it is asked again
        }
    }
}
