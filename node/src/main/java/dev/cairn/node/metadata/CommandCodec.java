package dev.cairn.node.metadata;

import static dev.cairn.node.metadata.TopologyCodec.id;
import static dev.cairn.node.metadata.TopologyCodec.ids;
import static dev.cairn.node.metadata.TopologyCodec.idsOf;
import static dev.cairn.node.metadata.TopologyCodec.member;
import static dev.cairn.node.metadata.TopologyCodec.node;
import static dev.cairn.node.metadata.TopologyCodec.settings;

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
import dev.cairn.node.metadata.MetaCommand.ShardVersion;
import dev.cairn.node.metadata.MetaCommand.TakeOffline;
import dev.cairn.node.metadata.MetaCommand.Tick;
import dev.cairn.node.metadata.MetaCommand.TransferPrimary;
import dev.cairn.node.metadata.MetaCommand.UpdateNode;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.wire.PbBatch;
import dev.cairn.protocol.wire.PbChangeNodeState;
import dev.cairn.protocol.wire.PbElectPrimary;
import dev.cairn.protocol.wire.PbFormCluster;
import dev.cairn.protocol.wire.PbHolders;
import dev.cairn.protocol.wire.PbJoinNode;
import dev.cairn.protocol.wire.PbMemberChange;
import dev.cairn.protocol.wire.PbMetaCommand;
import dev.cairn.protocol.wire.PbNodeName;
import dev.cairn.protocol.wire.PbSetClusterSettings;
import dev.cairn.protocol.wire.PbSetVoters;
import dev.cairn.protocol.wire.PbShardNode;
import dev.cairn.protocol.wire.PbShardVersion;
import dev.cairn.protocol.wire.PbTakeOffline;
import dev.cairn.protocol.wire.PbTick;
import dev.cairn.protocol.wire.PbUpdateNode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Commands to and from their wire form; IllegalArgumentException for what no command can be. */
final class CommandCodec {
    private CommandCodec() {}

    static PbMetaCommand command(MetaCommand command) {
        PbMetaCommand.Builder pb = PbMetaCommand.newBuilder();
        switch (command) {
            case FormCluster c -> pb.setFormCluster(form(c));
            case JoinNode c -> pb.setJoinNode(PbJoinNode.newBuilder().setNode(node(c.node())));
            case UpdateNode c ->
                    pb.getUpdateNodeBuilder()
                            .setExpectedIncarnation(c.expectedIncarnation())
                            .setNode(node(c.node()));
            case ChangeNodeState c ->
                    pb.getChangeNodeStateBuilder()
                            .setNode(id(c.node()))
                            .setIncarnation(c.incarnation())
                            .setExpected(c.expected().number())
                            .setNext(c.next().number());
            case RemoveNode c -> pb.setRemoveNode(name(c.node()));
            case ForgetNode c -> pb.setForgetNode(name(c.node()));
            case ElectPrimary c -> pb.setElectPrimary(elect(c));
            case TakeOffline c ->
                    pb.getTakeOfflineBuilder()
                            .setShard(c.shard())
                            .setExpectedTerm(c.expectedTerm());
            case AdmitInSync c ->
                    pb.getAdmitInSyncBuilder().setAt(at(c.at())).setMember(member(c.member()));
            case DropInSync c -> pb.setDropInSync(shardNode(c.at(), c.node()));
            case AddLearner c -> pb.setAddLearner(shardNode(c.at(), c.node()));
            case RemoveReplica c -> pb.setRemoveReplica(shardNode(c.at(), c.node()));
            case TransferPrimary c -> pb.setTransferPrimary(shardNode(c.at(), c.newPrimary()));
            case SetClusterSettings c ->
                    pb.getSetClusterSettingsBuilder()
                            .setExpected(settings(c.expected()))
                            .setNext(settings(c.next()));
            case SetVoters c ->
                    pb.getSetVotersBuilder()
                            .addAllExpected(ids(c.expected()))
                            .addAllNext(ids(c.next()));
            case Tick _ -> pb.setTick(PbTick.getDefaultInstance());
            case Batch c -> pb.setBatch(batch(c));
            case GiveUp c -> pb.setGiveUp(at(c.at()));
        }
        return pb.build();
    }

    static MetaCommand command(PbMetaCommand pb) {
        return switch (pb.getCommandCase()) {
            case FORM_CLUSTER -> form(pb.getFormCluster());
            case JOIN_NODE -> new JoinNode(node(pb.getJoinNode().getNode()));
            case UPDATE_NODE -> update(pb.getUpdateNode());
            case CHANGE_NODE_STATE -> changeState(pb.getChangeNodeState());
            case REMOVE_NODE -> new RemoveNode(id(pb.getRemoveNode().getNode()));
            case FORGET_NODE -> new ForgetNode(id(pb.getForgetNode().getNode()));
            case ELECT_PRIMARY -> elect(pb.getElectPrimary());
            case TAKE_OFFLINE -> takeOffline(pb.getTakeOffline());
            case ADMIT_IN_SYNC -> admit(pb.getAdmitInSync());
            case DROP_IN_SYNC -> shardNode(pb.getDropInSync(), DropInSync::new);
            case ADD_LEARNER -> shardNode(pb.getAddLearner(), AddLearner::new);
            case REMOVE_REPLICA -> shardNode(pb.getRemoveReplica(), RemoveReplica::new);
            case TRANSFER_PRIMARY -> shardNode(pb.getTransferPrimary(), TransferPrimary::new);
            case SET_CLUSTER_SETTINGS -> setSettings(pb.getSetClusterSettings());
            case SET_VOTERS -> setVoters(pb.getSetVoters());
            case TICK -> new Tick();
            case BATCH -> batch(pb.getBatch());
            case GIVE_UP -> new GiveUp(at(pb.getGiveUp()));
            case COMMAND_NOT_SET -> throw new IllegalArgumentException("unknown command");
        };
    }

    /** Holders are written as indices: three bytes for a shard instead of sixty. */
    private static PbFormCluster form(FormCluster c) {
        Map<NodeId, Integer> indices = new HashMap<>();
        PbFormCluster.Builder pb =
                PbFormCluster.newBuilder()
                        .setClusterId(c.clusterId())
                        .setSettings(settings(c.settings()))
                        .addAllVoters(ids(c.voters()));
        for (NodeEntry node : c.nodes()) {
            indices.put(node.id(), pb.getNodesCount());
            pb.addNodes(node(node));
        }
        for (List<NodeId> holders : c.holders()) {
            PbHolders.Builder row = PbHolders.newBuilder();
            holders.forEach(holder -> row.addNodes(indices.getOrDefault(holder, -1)));
            pb.addHolders(row);
        }
        return pb.build();
    }

    private static FormCluster form(PbFormCluster pb) {
        List<NodeEntry> nodes =
                pb.getNodesList().stream().map(each -> TopologyCodec.node(each)).toList();
        List<List<NodeId>> holders =
                pb.getHoldersList().stream()
                        .map(row -> row.getNodesList().stream().map(i -> at(nodes, i)).toList())
                        .toList();
        return new FormCluster(
                pb.getClusterId(),
                settings(pb.getSettings()),
                nodes,
                holders,
                idsOf(pb.getVotersList()));
    }

    private static NodeId at(List<NodeEntry> nodes, int index) {
        if (index < 0 || index >= nodes.size()) {
            throw new IllegalArgumentException("no node at " + index);
        }
        return nodes.get(index).id();
    }

    private static UpdateNode update(PbUpdateNode pb) {
        return new UpdateNode(pb.getExpectedIncarnation(), node(pb.getNode()));
    }

    private static ChangeNodeState changeState(PbChangeNodeState pb) {
        return new ChangeNodeState(
                id(pb.getNode()),
                pb.getIncarnation(),
                NodeState.ofNumber(pb.getExpected()),
                NodeState.ofNumber(pb.getNext()));
    }

    private static PbElectPrimary elect(ElectPrimary c) {
        PbElectPrimary.Builder pb =
                PbElectPrimary.newBuilder()
                        .setAt(at(c.at()))
                        .setNewPrimary(id(c.newPrimary()))
                        .setUnclean(c.unclean());
        c.inSync().forEach(each -> pb.addInSync(member(each)));
        return pb.build();
    }

    private static ElectPrimary elect(PbElectPrimary pb) {
        return new ElectPrimary(
                at(pb.getAt()),
                id(pb.getNewPrimary()),
                pb.getInSyncList().stream().map(each -> member(each)).toList(),
                pb.getUnclean());
    }

    private static TakeOffline takeOffline(PbTakeOffline pb) {
        return new TakeOffline(pb.getShard(), pb.getExpectedTerm());
    }

    private static AdmitInSync admit(PbMemberChange pb) {
        return new AdmitInSync(at(pb.getAt()), member(pb.getMember()));
    }

    private static SetClusterSettings setSettings(PbSetClusterSettings pb) {
        return new SetClusterSettings(settings(pb.getExpected()), settings(pb.getNext()));
    }

    private static SetVoters setVoters(PbSetVoters pb) {
        return new SetVoters(idsOf(pb.getExpectedList()), idsOf(pb.getNextList()));
    }

    private static PbBatch batch(Batch c) {
        PbBatch.Builder pb = PbBatch.newBuilder();
        c.parts().forEach(part -> pb.addParts(command(part)));
        return pb.build();
    }

    private static Batch batch(PbBatch pb) {
        return new Batch(pb.getPartsList().stream().map(part -> command(part)).toList());
    }

    private static PbNodeName name(NodeId node) {
        return PbNodeName.newBuilder().setNode(id(node)).build();
    }

    private static PbShardVersion at(ShardVersion at) {
        return PbShardVersion.newBuilder()
                .setShard(at.shard())
                .setTerm(at.term())
                .setVersion(at.version())
                .build();
    }

    private static ShardVersion at(PbShardVersion pb) {
        return new ShardVersion(pb.getShard(), pb.getTerm(), pb.getVersion());
    }

    private static PbShardNode shardNode(ShardVersion at, NodeId node) {
        return PbShardNode.newBuilder().setAt(at(at)).setNode(id(node)).build();
    }

    private static MetaCommand shardNode(PbShardNode pb, OfShardAndNode make) {
        return make.of(at(pb.getAt()), id(pb.getNode()));
    }

    /** The constructor of a command about a shard and a node. */
    private interface OfShardAndNode {
        MetaCommand of(ShardVersion at, NodeId node);
    }
}
