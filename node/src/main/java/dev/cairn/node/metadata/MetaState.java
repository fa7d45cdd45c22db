package dev.cairn.node.metadata;

import dev.cairn.node.metadata.MetaCommand.AddLearner;
import dev.cairn.node.metadata.MetaCommand.AdmitInSync;
import dev.cairn.node.metadata.MetaCommand.Batch;
import dev.cairn.node.metadata.MetaCommand.ChangeNodeState;
import dev.cairn.node.metadata.MetaCommand.DropInSync;
import dev.cairn.node.metadata.MetaCommand.ElectPrimary;
import dev.cairn.node.metadata.MetaCommand.ForgetNode;
import dev.cairn.node.metadata.MetaCommand.FormCluster;
import dev.cairn.node.metadata.MetaCommand.GiveUp;
import dev.cairn.node.metadata.MetaCommand.JoinNode;
import dev.cairn.node.metadata.MetaCommand.RemoveNode;
import dev.cairn.node.metadata.MetaCommand.RemoveReplica;
import dev.cairn.node.metadata.MetaCommand.SetClusterSettings;
import dev.cairn.node.metadata.MetaCommand.SetVoters;
import dev.cairn.node.metadata.MetaCommand.TakeOffline;
import dev.cairn.node.metadata.MetaCommand.Tick;
import dev.cairn.node.metadata.MetaCommand.TransferPrimary;
import dev.cairn.node.metadata.MetaCommand.UpdateNode;
import dev.cairn.protocol.topology.Topology;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The state that the metadata log decides: a pure function of the commands applied to it, the same
 * on every voter. A proposal that is delivered again is answered as the first time and has no
 * second effect. Not thread-safe; the topology it hands out is immutable.
 */
public final class MetaState {
    /** Proposals whose outcome is remembered, so that a repeated one is recognised. */
    public static final int REMEMBERED = 256;

    private final Map<RequestId, Outcome> remembered = new LinkedHashMap<>();
    private @Nullable Topology topology;
    private long uncleanElections;

    /** The state before anything happened. */
    public MetaState() {}

    /** The state as it was when a snapshot was taken. */
    MetaState(@Nullable Topology topology, Map<RequestId, Outcome> remembered, long unclean) {
        this.topology = topology;
        this.remembered.putAll(remembered);
        this.uncleanElections = unclean;
    }

    /** The grid as decided so far; null before it is formed. */
    public @Nullable Topology topology() {
        return topology;
    }

    /** Elections that may have lost acknowledged writes. */
    public long uncleanElections() {
        return uncleanElections;
    }

    /** Proposals whose outcome is known, oldest first. */
    Map<RequestId, Outcome> remembered() {
        return remembered;
    }

    /** Applies one entry of the log; never fails, and changes nothing when it rejects. */
    public Outcome apply(MetaCommand command, RequestId id) {
        Outcome known = remembered.get(id);
        if (known != null) {
            return known;
        }
        Outcome outcome = execute(command);
        remembered.put(id, outcome);
        if (remembered.size() > REMEMBERED) {
            remembered.remove(remembered.keySet().iterator().next());
        }
        return outcome;
    }

    private Outcome execute(MetaCommand command) {
        if (command instanceof FormCluster form) {
            Rejection reason = rejectionOf(() -> form(form));
            return reason == null ? new Outcome.Applied(version()) : new Outcome.Rejected(reason);
        }
        if (command instanceof Tick) {
            return new Outcome.Applied(version());
        }
        Topology before = topology;
        if (before == null) {
            return new Outcome.Rejected(Rejection.NOT_FORMED);
        }
        var draft = new TopologyDraft(before);
        if (!(command instanceof Batch batch)) {
            return finish(draft, List.of(command)).get(0);
        }
        List<Outcome> parts = finish(draft, batch.parts());
        return new Outcome.Parts(version(), parts);
    }

    private void form(FormCluster command) {
        CommandRejected.unless(topology == null, Rejection.ALREADY_FORMED);
        topology = Rules.form(command);
    }

    /** Applies the commands to the draft and makes it the topology; all have one version. */
    private List<Outcome> finish(TopologyDraft draft, List<MetaCommand> commands) {
        List<@Nullable Rejection> reasons = new ArrayList<>();
        for (MetaCommand command : commands) {
            reasons.add(rejectionOf(() -> change(draft, command)));
        }
        topology = draft.toTopology();
        Outcome applied = new Outcome.Applied(version());
        List<Outcome> outcomes = new ArrayList<>();
        for (Rejection reason : reasons) {
            outcomes.add(reason == null ? applied : new Outcome.Rejected(reason));
        }
        return outcomes;
    }

    private void change(TopologyDraft draft, MetaCommand command) {
        switch (command) {
            case JoinNode c -> Rules.join(draft, c.node());
            case UpdateNode c -> Rules.update(draft, c);
            case ChangeNodeState c -> Rules.changeState(draft, c);
            case RemoveNode c -> Rules.remove(draft, c.node());
            case ForgetNode c -> Rules.forget(draft, c.node());
            case ElectPrimary c -> {
                Rules.elect(draft, c);
                uncleanElections += c.unclean() ? 1 : 0;
            }
            case TakeOffline c -> Rules.takeOffline(draft, c);
            case GiveUp c -> Rules.giveUp(draft, c);
            case AdmitInSync c -> Rules.admit(draft, c);
            case DropInSync c -> Rules.drop(draft, c);
            case AddLearner c -> Rules.addLearner(draft, c);
            case RemoveReplica c -> Rules.removeReplica(draft, c);
            case TransferPrimary c -> Rules.transfer(draft, c);
            case SetClusterSettings c -> Rules.setSettings(draft, c);
            case SetVoters c -> Rules.setVoters(draft, c);
            case Tick _ -> {}
            case FormCluster _ -> throw new CommandRejected(Rejection.ALREADY_FORMED);
            case Batch _ -> throw new CommandRejected(Rejection.MALFORMED);
        }
    }

    /**
     * A command that would break a bound of the records is rejected like any other: a log that
     * fails on an entry would fail on it for ever, on every voter.
     */
    private static @Nullable Rejection rejectionOf(Runnable change) {
        try {
            change.run();
            return null;
        } catch (CommandRejected e) {
            return e.reason();
        } catch (IllegalArgumentException e) {
            return Rejection.MALFORMED;
        }
    }

    private long version() {
        return topology == null ? 0 : topology.version();
    }
}
