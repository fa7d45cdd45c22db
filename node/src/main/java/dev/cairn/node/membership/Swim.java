package dev.cairn.node.membership;

import dev.cairn.node.membership.Gossip.Answer;
import dev.cairn.node.membership.Gossip.NoAnswer;
import dev.cairn.node.membership.Gossip.Probe;
import dev.cairn.node.membership.Gossip.ProbeFor;
import dev.cairn.node.membership.Gossip.Spread;
import dev.cairn.node.membership.Gossip.Sync;
import dev.cairn.node.membership.SwimEffect.Send;
import dev.cairn.node.membership.SwimEvent.Heard;
import dev.cairn.node.membership.SwimEvent.Leaving;
import dev.cairn.node.membership.SwimEvent.Linked;
import dev.cairn.node.membership.SwimEvent.Listed;
import dev.cairn.node.membership.SwimEvent.Tick;
import dev.cairn.node.membership.SwimEvent.Unlinked;
import dev.cairn.protocol.topology.NodeAddress;
import dev.cairn.protocol.topology.NodeId;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The membership core: SWIM with Lifeguard's three additions (local health, dynamic suspicion,
 * early word to the suspect). Pure: time and randomness come in, effects go out. One thread at a
 * time.
 *
 * <p>Sources: Das, Gupta, Motivala, "SWIM" (DSN 2002); Dadgar, Phillips, Currey, "Lifeguard"
 * (2018).
 */
public final class Swim {
    /** How many members hear each round of news. */
    private static final int FANOUT = 3;

    private static final int DEAD_SYNC_ONE_IN = 4;

    private final NodeId self;
    private final SwimTimes times;
    private final RandomGenerator random;
    private final Health health = new Health();
    private final ProbeOrder order;
    private final Members members;
    private final Prober prober;
    private long lastNanos;
    private long nextSpreadNanos;
    private long nextSyncNanos;

    /** This node as it wants to be known: its name, the life of its process and where it is. */
    public record Myself(NodeId id, long incarnation, NodeAddress address) {}

    public Swim(Myself myself, SwimTimes times, RandomGenerator random, long nowNanos) {
        this.self = myself.id();
        this.times = times;
        this.random = random;
        order = new ProbeOrder(random);
        members = new Members(self, myself.incarnation(), myself.address(), times, health);
        prober = new Prober(members, health, times, order, nowNanos);
        lastNanos = nowNanos;
        nextSpreadNanos = nowNanos;
        nextSyncNanos = nowNanos + times.syncInterval();
    }

    /** Takes in what happened and everything that has become due by {@code nowNanos}. */
    public List<SwimEffect> handle(SwimEvent event, long nowNanos) {
        List<SwimEffect> out = new ArrayList<>();
        forgiveSleep(nowNanos);
        switch (event) {
            case Tick _ -> {}
            case Heard heard -> heard(heard.from(), heard.message(), nowNanos, out);
            case Linked linked -> sync(linked.peer(), true, out);
            case Unlinked unlinked -> hurry(unlinked.peer());
            case Listed grid -> members.list(grid.nodes(), nowNanos, out);
            case Leaving _ -> {
                members.leave();
                nextSpreadNanos = nowNanos;
            }
        }
        members.expire(nowNanos, out);
        prober.advance(nowNanos, out);
        spreadIfDue(nowNanos, out);
        syncIfDue(nowNanos, out);
        return out;
    }

    /** What this node thinks of all others. */
    public Map<NodeId, MemberView> members() {
        return members.views();
    }

    /** This node's own version, which grows when it contradicts a rumor about itself. */
    public Version version() {
        return members.version();
    }

    /** Lifeguard's local health: 1 when good; all times of probing are stretched by it. */
    public int healthMultiplier() {
        return health.multiplier();
    }

    /**
     * A node that was itself asleep must not count that time against others: the deadlines move on
     * by the time that it slept.
     */
    private void forgiveSleep(long nowNanos) {
        long gap = nowNanos - lastNanos;
        lastNanos = nowNanos;
        if (gap > times.probeTimeout()) {
            members.forgive(gap);
            prober.forgive(gap);
            health.worsen(1);
        }
    }

    private void heard(NodeId from, Gossip message, long nowNanos, List<SwimEffect> out) {
        if (from.equals(self)) {
            return;
        }
        for (Rumor rumor : message.rumors()) {
            members.consider(rumor, nowNanos, out);
            if (members.isAccusation(rumor)) {
                out.add(new Send(from, new Spread(List.of(members.myself()))));
            }
        }
        switch (message) {
            case Probe probe -> {
                out.add(new Send(from, new Answer(probe.number(), members.newsFor(from))));
                if (!members.isPresent(from)) {
                    sync(from, true, out);
                }
            }
            case ProbeFor wish -> prober.runErrand(from, wish, nowNanos, out);
            case Answer answer -> prober.answered(answer.number(), out);
            case NoAnswer silence -> prober.notAnswered(silence.number());
            case Spread _ -> {}
            case Sync sync -> {
                if (sync.answerWanted()) {
                    sync(from, false, out);
                }
            }
        }
    }

    private void hurry(NodeId peer) {
        if (members.isPresent(peer)) {
            order.hurry(peer);
        }
    }

    private void spreadIfDue(long nowNanos, List<SwimEffect> out) {
        if (nowNanos - nextSpreadNanos < 0 || !members.hasNews()) {
            return;
        }
        nextSpreadNanos = nowNanos + times.spreadInterval();
        List<NodeId> present = order.shuffled(members.present());
        for (NodeId to : present.subList(0, Math.min(FANOUT, present.size()))) {
            List<Rumor> news = members.newsFor(to);
            if (!news.isEmpty()) {
                out.add(new Send(to, new Spread(news)));
            }
        }
    }

    /** Now and then with one of the dead, so that two halves of a healed grid find each other. */
    private void syncIfDue(long nowNanos, List<SwimEffect> out) {
        if (nowNanos - nextSyncNanos < 0) {
            return;
        }
        boolean deadToo = random.nextInt(DEAD_SYNC_ONE_IN) == 0;
        List<NodeId> candidates = deadToo ? members.all() : members.present();
        nextSyncNanos = nowNanos + times.syncInterval();
        if (!candidates.isEmpty()) {
            sync(candidates.get(random.nextInt(candidates.size())), true, out);
        }
    }

    private void sync(NodeId to, boolean answerWanted, List<SwimEffect> out) {
        out.add(new Send(to, new Sync(answerWanted, members.everything())));
    }
}
