package dev.cairn.node.metadata.controller;

import dev.cairn.node.metadata.MetaView;
import dev.cairn.protocol.topology.Topology;

import java.util.List;

/**
 * What the leader of the metadata log wants done next, given what is agreed and what was heard. A
 * new leader begins with a new controller: all that it must know is in the log or is told again.
 * Not thread-safe.
 */
public final class Controller {
    private final Vitals vitals;
    private final Failover failover;
    private final NodeCare nodes;
    private final VoterCare voters;
    private final Movements.Means means;
    private final long careNanos;
    private long caredVersion;
    private long caredAtNanos;
    private boolean news = true;

    public Controller(Tuning tuning, long nowNanos) {
        vitals = new Vitals(nowNanos);
        failover = new Failover(tuning, vitals);
        nodes = new NodeCare(vitals);
        voters = new VoterCare(tuning, vitals);
        careNanos = tuning.retry().toNanos();
        means = new Movements.Means(tuning, vitals, new Pending(tuning.retry()), failover);
    }

    /** Takes note of a hint; it has effect with the next step. */
    public void observe(Hint hint, long nowNanos) {
        news = true;
        switch (hint) {
            case Hint.Liveness h -> vitals.heard(h, nowNanos);
            case Hint.Announced h -> nodes.heard(h);
            case Hint.StateWished h -> nodes.heard(h);
            case Hint.DepositionAsked h -> failover.asked(h);
            case Hint.LogEnd h -> failover.answered(h, nowNanos);
            case Hint.EngineVoters h -> voters.heard(h);
        }
    }

    /** What to do now; called whenever something changed, and several times a second. */
    public List<Action> step(MetaView view, long nowNanos) {
        Topology topology = view.topology();
        if (topology == null) {
            return List.of();
        }
        var out = new Actions();
        if (isCareDue(topology.version(), nowNanos)) {
            nodes.step(topology, out);
            voters.step(topology, nowNanos, out);
        }
        failover.step(topology, nowNanos, out);
        new Movements(topology, means, nowNanos, out).plan();
        return out.toList();
    }

    /** Nodes and voters are looked after when something changed, else only now and then. */
    private boolean isCareDue(long version, long nowNanos) {
        boolean due = news || version != caredVersion || nowNanos - caredAtNanos >= careNanos;
        if (due) {
            news = false;
            caredVersion = version;
            caredAtNanos = nowNanos;
        }
        return due;
    }
}
