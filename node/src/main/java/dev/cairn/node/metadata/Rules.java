package dev.cairn.node.metadata;

import static dev.cairn.node.metadata.CommandRejected.unless;

import dev.cairn.node.metadata.MetaCommand.AddLearner;
import dev.cairn.node.metadata.MetaCommand.AdmitInSync;
import dev.cairn.node.metadata.MetaCommand.ChangeNodeState;
import dev.cairn.node.metadata.MetaCommand.DropInSync;
import dev.cairn.node.metadata.MetaCommand.ElectPrimary;
import dev.cairn.node.metadata.MetaCommand.FormCluster;
import dev.cairn.node.metadata.MetaCommand.GiveUp;
import dev.cairn.node.metadata.MetaCommand.RemoveReplica;
import dev.cairn.node.metadata.MetaCommand.SetClusterSettings;
import dev.cairn.node.metadata.MetaCommand.SetVoters;
import dev.cairn.node.metadata.MetaCommand.ShardVersion;
import dev.cairn.node.metadata.MetaCommand.TakeOffline;
import dev.cairn.node.metadata.MetaCommand.TransferPrimary;
import dev.cairn.node.metadata.MetaCommand.UpdateNode;
import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.protocol.topology.Topology;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What each command demands and does: all demands first, then the change, so that a rejected
 * command leaves no trace.
 */
final class Rules {
    /** Most nodes that a grid lists, those that have left included. */
    static final int MAX_NODES = 1_024;

    private Rules() {}

    static Topology form(FormCluster c) {
        Map<NodeId, NodeEntry> nodes = new TreeMap<>();
        c.nodes().forEach(node -> nodes.put(node.id(), node));
        unless(nodes.size() == c.nodes().size() && !nodes.isEmpty(), Rejection.MALFORMED);
        unless(nodes.size() <= MAX_NODES, Rejection.LIMIT_REACHED);
        unless(nodes.keySet().containsAll(c.voters()), Rejection.UNKNOWN_NODE);
        unless(c.holders().size() == c.settings().shardCount(), Rejection.MALFORMED);
        List<ShardEntry> shards = new ArrayList<>();
        for (List<NodeId> holders : c.holders()) {
            unless(!holders.isEmpty(), Rejection.MALFORMED);
            unless(nodes.keySet().containsAll(holders), Rejection.UNKNOWN_NODE);
            List<Member> members = holders.stream().map(nodes::get).map(NodeEntry::member).toList();
            shards.add(ShardDraft.first(shards.size(), members));
        }
        return new Topology(c.clusterId(), 1, c.settings(), nodes, shards, c.voters());
    }

    static void join(TopologyDraft draft, NodeEntry node) {
        unless(!draft.isListed(node.id()), Rejection.NODE_EXISTS);
        unless(draft.nodeCount() < MAX_NODES, Rejection.LIMIT_REACHED);
        unless(node.state() == NodeState.ACTIVE, Rejection.MALFORMED);
        draft.put(node);
    }

    static void update(TopologyDraft draft, UpdateNode c) {
        NodeEntry old = draft.node(c.node().id());
        NodeEntry next = c.node();
        boolean sameStore = next.store().equals(old.store());
        boolean newLife = next.incarnation() > old.incarnation();
        unless(old.incarnation() == c.expectedIncarnation(), Rejection.STALE_INCARNATION);
        unless(next.incarnation() >= old.incarnation(), Rejection.STALE_INCARNATION);
        unless(newLife || sameStore, Rejection.STALE_INCARNATION);

        boolean back = newLife && old.state() == NodeState.STOPPING;
        draft.put(next.withState(back ? NodeState.ACTIVE : old.state()));
        if (newLife) {
            for (ShardEntry shard : List.copyOf(draft.shards())) {
                restarted(draft, shard, old.id(), sameStore);
            }
        }
    }

    private static void restarted(
            TopologyDraft draft, ShardEntry shard, NodeId node, boolean sameStore) {
        ShardDraft next = new ShardDraft(shard);
        if (node.equals(shard.primary())) {
            next.endTerm();
        } else if (shard.hasInSync(node)) {
            next.drop(node);
        } else if (sameStore || !shard.eligible().contains(node)) {
            return;
        }
        if (!sameStore) {
            next.loseEligible(node);
        }
        draft.put(next);
    }

    static void changeState(TopologyDraft draft, ChangeNodeState c) {
        NodeEntry node = draft.node(c.node());
        boolean current = c.incarnation() == 0 || c.incarnation() == node.incarnation();
        unless(current, Rejection.STALE_INCARNATION);
        unless(node.state() == c.expected(), Rejection.STALE_NODE_STATE);
        unless(c.next() != c.expected(), Rejection.STALE_NODE_STATE);
        unless(c.next() != NodeState.GONE, Rejection.STALE_NODE_STATE);
        draft.put(node.withState(c.next()));
    }

    static void remove(TopologyDraft draft, NodeId id) {
        NodeEntry node = draft.node(id);
        unless(node.state() == NodeState.DRAINING, Rejection.STALE_NODE_STATE);
        unless(!draft.voters().contains(id), Rejection.NODE_IN_USE);
        unless(draft.shards().stream().noneMatch(s -> s.concerns(id)), Rejection.NODE_IN_USE);
        draft.put(node.withState(NodeState.GONE));
    }

    static void forget(TopologyDraft draft, NodeId id) {
        unless(draft.isGone(id), Rejection.UNKNOWN_NODE);
        draft.forget(id);
    }

    static void elect(TopologyDraft draft, ElectPrimary c) {
        ShardEntry shard = shard(draft, c.at());
        unless(mayHold(shard, c.newPrimary(), c.unclean()), Rejection.NOT_A_HOLDER);
        var seen = new HashSet<NodeId>();
        for (Member member : c.inSync()) {
            unless(seen.add(member.node()), Rejection.MALFORMED);
            requireCurrent(draft, member);
            unless(mayHold(shard, member.node(), c.unclean()), Rejection.NOT_A_HOLDER);
            unless(c.unclean() || isEligible(shard, member.node()), Rejection.NOT_ELIGIBLE);
        }
        unless(seen.contains(c.newPrimary()), Rejection.MALFORMED);
        unless(!c.unclean() || seen.size() == 1, Rejection.MALFORMED);

        ShardDraft next = new ShardDraft(shard).elect(c.newPrimary(), c.inSync());
        if (c.unclean()) {
            shard.replicas().forEach(next::loseEligible);
            shard.inSync().forEach(member -> next.loseEligible(member.node()));
        }
        draft.put(next);
    }

    /** When everything is lost, a learner is as good as anybody. */
    private static boolean mayHold(ShardEntry shard, NodeId node, boolean unclean) {
        return unclean ? shard.concerns(node) : shard.isHeldBy(node);
    }

    private static boolean isEligible(ShardEntry shard, NodeId node) {
        return shard.hasInSync(node) || shard.eligible().contains(node);
    }

    static void takeOffline(TopologyDraft draft, TakeOffline c) {
        ShardEntry shard = shard(draft, c.shard());
        unless(shard.term() == c.expectedTerm(), Rejection.STALE_TERM);
        unless(shard.primary() != null, Rejection.IS_OFFLINE);
        draft.put(new ShardDraft(shard).endTerm());
    }

    static void giveUp(TopologyDraft draft, GiveUp c) {
        ShardEntry shard = shard(draft, c.at());
        unless(shard.primary() == null, Rejection.IS_ONLINE);
        unless(!shard.eligible().isEmpty(), Rejection.NOT_ELIGIBLE);
        ShardDraft next = new ShardDraft(shard);
        shard.eligible().forEach(next::loseEligible);
        draft.put(next);
    }

    static void admit(TopologyDraft draft, AdmitInSync c) {
        ShardEntry shard = shard(draft, c.at());
        NodeId node = c.member().node();
        unless(shard.primary() != null, Rejection.IS_OFFLINE);
        unless(shard.concerns(node), Rejection.NOT_A_HOLDER);
        unless(!shard.hasInSync(node), Rejection.ALREADY_IN_SYNC);
        requireCurrent(draft, c.member());
        boolean stays = draft.node(node).state() != NodeState.STOPPING;
        unless(stays, Rejection.STALE_NODE_STATE);
        draft.put(new ShardDraft(shard).admit(c.member()));
    }

    static void drop(TopologyDraft draft, DropInSync c) {
        ShardEntry shard = shard(draft, c.at());
        unless(shard.hasInSync(c.node()), Rejection.NOT_IN_SYNC);
        unless(!c.node().equals(shard.primary()), Rejection.IS_PRIMARY);
        draft.put(new ShardDraft(shard).drop(c.node()));
    }

    static void addLearner(TopologyDraft draft, AddLearner c) {
        ShardEntry shard = shard(draft, c.at());
        unless(draft.node(c.node()).state() == NodeState.ACTIVE, Rejection.STALE_NODE_STATE);
        unless(!shard.concerns(c.node()), Rejection.ALREADY_A_HOLDER);
        draft.put(new ShardDraft(shard).addLearner(c.node()));
    }

    static void removeReplica(TopologyDraft draft, RemoveReplica c) {
        ShardEntry shard = shard(draft, c.at());
        NodeId node = c.node();
        unless(shard.concerns(node), Rejection.NOT_A_HOLDER);
        unless(!node.equals(shard.primary()), Rejection.IS_PRIMARY);
        if (isEligible(shard, node)) {
            long left = shard.inSync().stream().filter(m -> !m.node().equals(node)).count();
            unless(left >= draft.minInSync(), Rejection.BELOW_MIN_IN_SYNC);
        }
        draft.put(new ShardDraft(shard).removeHolder(node));
    }

    static void transfer(TopologyDraft draft, TransferPrimary c) {
        ShardEntry shard = shard(draft, c.at());
        unless(shard.primary() != null, Rejection.IS_OFFLINE);
        unless(shard.hasInSync(c.newPrimary()), Rejection.NOT_IN_SYNC);
        unless(!c.newPrimary().equals(shard.primary()), Rejection.IS_PRIMARY);
        draft.put(new ShardDraft(shard).transfer(c.newPrimary()));
    }

    static void setSettings(TopologyDraft draft, SetClusterSettings c) {
        unless(draft.settings().equals(c.expected()), Rejection.STALE_SETTINGS);
        unless(c.next().shardCount() == c.expected().shardCount(), Rejection.STALE_SETTINGS);
        draft.put(c.next());
    }

    static void setVoters(TopologyDraft draft, SetVoters c) {
        unless(draft.voters().equals(c.expected()), Rejection.STALE_VOTERS);
        unless(!c.next().isEmpty(), Rejection.MALFORMED);
        c.next().forEach(draft::node);
        draft.putVoters(c.next());
    }

    private static void requireCurrent(TopologyDraft draft, Member member) {
        long current = draft.node(member.node()).incarnation();
        unless(current == member.incarnation(), Rejection.STALE_INCARNATION);
    }

    private static ShardEntry shard(TopologyDraft draft, ShardVersion at) {
        ShardEntry shard = shard(draft, at.shard());
        unless(shard.term() == at.term(), Rejection.STALE_TERM);
        unless(shard.version() == at.version(), Rejection.STALE_VERSION);
        return shard;
    }

    private static ShardEntry shard(TopologyDraft draft, int shard) {
        boolean known = shard >= 0 && shard < draft.settings().shardCount();
        unless(known, Rejection.UNKNOWN_SHARD);
        return draft.shards().get(shard);
    }
}
