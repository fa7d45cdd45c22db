package dev.cairn.node.membership;

import dev.cairn.node.membership.Gossip.Answer;
import dev.cairn.node.membership.Gossip.NoAnswer;
import dev.cairn.node.membership.Gossip.Probe;
import dev.cairn.node.membership.Gossip.ProbeFor;
import dev.cairn.node.membership.SwimEffect.Send;
import dev.cairn.protocol.topology.NodeId;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Probes one member after the other, through others when it does not answer, and runs such errands
 * for the others.
 */
final class Prober {
    /** How many others are asked to probe for this node. */
    static final int RELAYS = 3;

    /** Most errands at a time; further ones are dropped, and their askers ask somebody else. */
    static final int MOST_ERRANDS = 256;

    private final Members members;
    private final Health health;
    private final SwimTimes times;
    private final ProbeOrder order;
    private final Map<Long, Errand> errands = new TreeMap<>();
    private @Nullable Attempt attempt;
    private long lastNumber;
    private long nextNanos;

    /** The one probe of this node's own that is under way. */
    private static final class Attempt {
        final NodeId target;
        final long number;
        long relayNanos;
        long failNanos;
        boolean relayed;
        int asked;
        int missing;

        Attempt(NodeId target, long number, long relayNanos, long failNanos) {
            this.target = target;
            this.number = number;
            this.relayNanos = relayNanos;
            this.failNanos = failNanos;
        }
    }

    /** A probe on behalf of another member. */
    private static final class Errand {
        final NodeId asker;
        final long askersNumber;
        long reportNanos;
        boolean reported;

        Errand(NodeId asker, long askersNumber, long reportNanos) {
            this.asker = asker;
            this.askersNumber = askersNumber;
            this.reportNanos = reportNanos;
        }
    }

    Prober(Members members, Health health, SwimTimes times, ProbeOrder order, long nowNanos) {
        this.members = members;
        this.health = health;
        this.times = times;
        this.order = order;
        this.nextNanos = nowNanos + times.probeInterval();
    }

    /** Does whatever is due. */
    void advance(long nowNanos, List<SwimEffect> out) {
        advanceErrands(nowNanos, out);
        Attempt current = attempt;
        if (current != null) {
            if (!current.relayed && nowNanos - current.relayNanos >= 0) {
                askOthers(current, out);
            }
            if (nowNanos - current.failNanos >= 0) {
                fail(current, nowNanos, out);
            }
        }
        if (attempt == null && (order.hasUrgent() || nowNanos - nextNanos >= 0)) {
            begin(nowNanos, out);
        }
    }

    /** Somebody answered a probe of this node, or one that it made for another. */
    void answered(long number, List<SwimEffect> out) {
        Attempt current = attempt;
        if (current != null && current.number == number) {
            health.improve();
            attempt = null;
            return;
        }
        Errand errand = errands.remove(number);
        if (errand != null) {
            NodeId asker = errand.asker;
            out.add(new Send(asker, new Answer(errand.askersNumber, members.newsFor(asker))));
        }
    }

    /** One that was asked reports that the target is silent to it, too. */
    void notAnswered(long number) {
        Attempt current = attempt;
        if (current != null && current.number == number && current.missing > 0) {
            current.missing--;
        }
    }

    /** Probes for another member. */
    void runErrand(NodeId asker, ProbeFor wish, long nowNanos, List<SwimEffect> out) {
        if (errands.size() >= MOST_ERRANDS) {
            return;
        }
        long number = ++lastNumber;
        long reportNanos = nowNanos + times.probeTimeout() / 5 * 4;
        errands.put(number, new Errand(asker, wish.number(), reportNanos));
        out.add(new Send(wish.target(), new Probe(number, members.newsFor(wish.target()))));
    }

    void forgive(long nanos) {
        nextNanos += nanos;
        Attempt current = attempt;
        if (current != null) {
            current.relayNanos += nanos;
            current.failNanos += nanos;
        }
        errands.values().forEach(errand -> errand.reportNanos += nanos);
    }

    private void begin(long nowNanos, List<SwimEffect> out) {
        nextNanos = nowNanos + times.probeInterval() * health.multiplier();
        NodeId target = order.next(members.present(), members::isPresent);
        if (target == null) {
            return;
        }
        long relayNanos = nowNanos + times.probeTimeout() * health.multiplier();
        attempt = new Attempt(target, ++lastNumber, relayNanos, nextNanos);
        out.add(new Send(target, new Probe(lastNumber, members.newsFor(target))));
    }

    private void askOthers(Attempt current, List<SwimEffect> out) {
        current.relayed = true;
        for (NodeId other : order.shuffled(members.present())) {
            if (other.equals(current.target)) {
                continue;
            }
            var wish = new ProbeFor(current.number, current.target, members.newsFor(other));
            out.add(new Send(other, wish));
            current.missing++;
            if (++current.asked == RELAYS) {
                return;
            }
        }
    }

    /** Those asked who say nothing at all cast doubt on this node rather than on the target. */
    private void fail(Attempt current, long nowNanos, List<SwimEffect> out) {
        attempt = null;
        health.worsen(current.asked > 0 ? current.missing : 1);
        members.accuse(current.target, nowNanos, out);
    }

    private void advanceErrands(long nowNanos, List<SwimEffect> out) {
        for (Iterator<Errand> each = errands.values().iterator(); each.hasNext(); ) {
            Errand errand = each.next();
            if (nowNanos - errand.reportNanos < 0) {
                continue;
            }
            if (errand.reported) {
                each.remove();
                continue;
            }
            errand.reported = true;
            errand.reportNanos = nowNanos + times.probeInterval() * Health.WORST;
            out.add(new Send(errand.asker, new NoAnswer(errand.askersNumber)));
        }
    }
}
