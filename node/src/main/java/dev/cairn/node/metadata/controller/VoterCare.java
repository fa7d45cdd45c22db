package dev.cairn.node.metadata.controller;

import dev.cairn.node.metadata.MetaCommand.SetVoters;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.topology.Topology;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Who votes: an odd number of members, and as few changes as that takes. */
final class VoterCare {
    /** Changes take seconds in the engine; asking more often would only collide with them. */
    private static final int PATIENCE_FACTOR = 10;

    private final Tuning tuning;
    private final Vitals vitals;
    private List<NodeId> engineVoters = List.of();
    private long askedNanos;
    private boolean asked;

    VoterCare(Tuning tuning, Vitals vitals) {
        this.tuning = tuning;
        this.vitals = vitals;
    }

    void heard(Hint.EngineVoters hint) {
        engineVoters = hint.voters().stream().sorted().toList();
    }

    void step(Topology topology, long nowNanos, Actions out) {
        if (engineVoters.isEmpty()) {
            return;
        }
        if (!engineVoters.equals(topology.voters())) {
            boolean listed =
                    engineVoters.stream().allMatch(node -> topology.nodes().containsKey(node));
            if (listed) {
                out.propose(new SetVoters(topology.voters(), engineVoters));
            }
            return;
        }
        List<NodeId> wanted = wanted(topology, nowNanos);
        long patience = PATIENCE_FACTOR * tuning.retry().toNanos();
        boolean due = !asked || nowNanos - askedNanos >= patience;
        if (due && !new HashSet<>(wanted).equals(new HashSet<>(engineVoters))) {
            asked = true;
            askedNanos = nowNanos;
            out.add(new Action.ChangeVoters(engineVoters, wanted));
        }
    }

    private List<NodeId> wanted(Topology topology, long nowNanos) {
        int size = size(topology.memberCount());
        List<NodeId> wanted = new ArrayList<>();
        for (NodeId voter : engineVoters) {
            NodeEntry node = topology.nodes().get(voter);
            if (node != null && mayStay(node, nowNanos) && wanted.size() < size) {
                wanted.add(voter);
            }
        }
        for (NodeEntry node : topology.nodes().values()) {
            boolean fresh = node.state() == NodeState.ACTIVE && !vitals.isDead(node);
            if (fresh && wanted.size() < size && !wanted.contains(node.id())) {
                wanted.add(node.id());
            }
        }
        // A smaller group than wanted is kept odd by the voters that are dead or leaving.
        return wanted.size() < size ? engineVoters : wanted;
    }

    private boolean mayStay(NodeEntry node, long nowNanos) {
        boolean member = node.state() == NodeState.ACTIVE || node.state() == NodeState.STOPPING;
        return member && !vitals.isDeadFor(node, tuning.replaceAfter(), nowNanos);
    }

    private int size(int members) {
        if (members >= 5 && tuning.maxVoters() >= 5) {
            return 5;
        }
        return members >= 3 && tuning.maxVoters() >= 3 ? 3 : 1;
    }
}
