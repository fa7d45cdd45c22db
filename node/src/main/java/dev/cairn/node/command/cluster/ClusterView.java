package dev.cairn.node.command.cluster;

import dev.cairn.node.command.Reply;
import dev.cairn.node.session.NodeServices;
import dev.cairn.node.session.PeerTraffic;
import dev.cairn.node.session.Presence;
import dev.cairn.node.shard.Shard;
import dev.cairn.node.shard.ShardLog;
import dev.cairn.protocol.slot.SlotRange;
import dev.cairn.protocol.slot.Slots;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.protocol.topology.Topology;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The topology, with what this node knows of the others, in the forms that clients of Redis Cluster
 * read.
 */
final class ClusterView {

    /** CLUSTER INFO of a node that has not found its grid yet. */
    static final String NOTHING = report(false, new Tally(), 0, 0, 0) + traffic(PeerTraffic.NONE);

    private final Topology topology;
    private final NodeServices node;

    ClusterView(Topology topology, NodeServices node) {
        this.topology = topology;
        this.node = node;
    }

    /** Neighbouring slots with the same primary and the same replicas. */
    private record Run(int first, int last, NodeEntry primary, List<Replica> replicas) {}

    /** A copy beside the primary's, and whether it has all that is committed. */
    private record Replica(NodeEntry node, boolean isInSync) {}

    /** Slots, by how the nodes seem to be that serve them. */
    private static final class Tally {
        int assigned;
        int suspect;
        int lost;

        void add(int slots, Presence primary) {
            assigned += slots;
            switch (primary) {
                case ALIVE -> {}
                case SUSPECT -> suspect += slots;
                case LOST -> lost += slots;
            }
        }
    }

    /** CLUSTER INFO. */
    String report() {
        var slots = new Tally();
        for (Run run : runs()) {
            slots.add(run.last - run.first + 1, node.presence(run.primary.id()));
        }
        boolean isWhole = slots.assigned == Slots.COUNT && slots.lost == 0;
        return report(isWhole, slots, inSync(), (int) members().count(), topology.version())
                + traffic(node.peerTraffic())
                + losses();
    }

    private static String report(
            boolean isWhole, Tally slots, int inSync, int nodes, long version) {
        int ok = slots.assigned - slots.suspect - slots.lost;
        return "cluster_state:%s\r\n".formatted(isWhole ? "ok" : "fail")
                + "cluster_slots_assigned:%d\r\n".formatted(slots.assigned)
                + "cluster_slots_ok:%d\r\n".formatted(ok)
                + "cluster_slots_pfail:%d\r\n".formatted(slots.suspect)
                + "cluster_slots_fail:%d\r\n".formatted(slots.lost)
                + "cluster_slots_in_sync:%d\r\n".formatted(inSync)
                + "cluster_known_nodes:%d\r\ncluster_size:%d\r\n".formatted(nodes, nodes)
                + "cluster_current_epoch:%d\r\ncluster_my_epoch:%d\r\n".formatted(version, version);
    }

    private static String traffic(PeerTraffic peers) {
        return "cluster_stats_messages_sent:%d\r\n".formatted(peers.messagesSent())
                + "cluster_stats_messages_received:%d\r\n".formatted(peers.messagesReceived())
                + "total_cluster_links_buffer_limit_exceeded:%d\r\n".formatted(peers.overflows());
    }

    /** What has cost, or would cost, acknowledged writes. */
    private String losses() {
        int stranded = node.strandedShards() * topology.settings().slotsPerShard();
        return "cluster_slots_stranded:%d\r\n".formatted(stranded)
                + "cluster_unclean_elections:%d\r\n".formatted(node.uncleanElections());
    }

    /** Slots of which every copy that is wanted has all that is committed. */
    private int inSync() {
        long shards =
                topology.shards().stream()
                        .filter(each -> each.inSync().size() >= topology.replicationFactor())
                        .count();
        return (int) shards * topology.settings().slotsPerShard();
    }

    /** CLUSTER NODES. */
    String nodes() {
        return members().map(this::line).collect(Collectors.joining());
    }

    private String line(NodeEntry each) {
        String slots =
                topology.slotsOwnedBy(each.id()).stream()
                        .map(SlotRange::toString)
                        .collect(Collectors.joining(" "));
        boolean isLost = node.presence(each.id()) == Presence.LOST;
        return "%s %s:%d@%d %s - 0 0 %d %s%s\n"
                .formatted(
                        each.id().hex(),
                        each.host(),
                        each.respPort(),
                        each.rpcPort(),
                        flags(each.id()),
                        topology.version(),
                        isLost ? "disconnected" : "connected",
                        slots.isEmpty() ? "" : " " + slots);
    }

    private String flags(NodeId id) {
        if (id.equals(node.self())) {
            return "myself,master";
        }
        return switch (node.presence(id)) {
            case ALIVE -> "master";
            case SUSPECT -> "master,fail?";
            case LOST -> "master,fail";
        };
    }

    /** CLUSTER SLOTS. */
    void slots(Reply out) {
        List<Run> runs = runs();
        out.array(runs.size());
        for (Run run : runs) {
            var inSync = run.replicas.stream().filter(Replica::isInSync).toList();
            out.array(3 + inSync.size());
            out.integer(run.first);
            out.integer(run.last);
            address(run.primary, out);
            inSync.forEach(replica -> address(replica.node, out));
        }
    }

    private static void address(NodeEntry node, Reply out) {
        out.array(4);
        out.bulk(node.host());
        out.integer(node.respPort());
        out.bulk(node.id().hex());
        out.array(0);
    }

    /** CLUSTER SHARDS; this node knows the offsets of what it leads itself. */
    void shards(Reply out) {
        List<Run> runs = runs();
        out.array(runs.size());
        for (Run run : runs) {
            out.map(2);
            out.bulk("slots");
            out.array(2);
            out.integer(run.first);
            out.integer(run.last);
            out.bulk("nodes");
            out.array(1 + run.replicas.size());
            long end = sum(run, ShardLog::end);
            member(new Replica(run.primary, true), "master", end, out);
            for (Replica each : run.replicas) {
                NodeId id = each.node.id();
                long at = sum(run, log -> log.replicas().getOrDefault(id, 0L));
                member(each, "replica", at, out);
            }
        }
    }

    private long sum(Run run, ToLongFunction<ShardLog> figure) {
        Shard first = node.shards().ofSlot(run.first);
        Shard last = node.shards().ofSlot(run.last);
        long sum = 0;
        for (int i = first.index(); i <= last.index(); i++) {
            sum += figure.applyAsLong(node.shards().at(i).log());
        }
        return sum;
    }

    private void member(Replica member, String role, long offset, Reply out) {
        NodeEntry entry = member.node;
        out.map(7);
        pair(out, "id", entry.id().hex());
        out.bulk("port");
        out.integer(entry.respPort());
        pair(out, "ip", entry.host());
        pair(out, "endpoint", entry.host());
        pair(out, "role", role);
        out.bulk("replication-offset");
        out.integer(offset);
        pair(out, "health", health(member));
    }

    private String health(Replica member) {
        if (node.presence(member.node.id()) == Presence.LOST) {
            return "failed";
        }
        return member.isInSync ? "online" : "loading";
    }

    private static void pair(Reply out, String name, String value) {
        out.bulk(name);
        out.bulk(value);
    }

    private Stream<NodeEntry> members() {
        return topology.nodes().values().stream()
                .filter(each -> each.state() != NodeState.GONE)
                .sorted((a, b) -> a.id().compareTo(b.id()));
    }

    private List<Run> runs() {
        var runs = new ArrayList<Run>();
        for (int shard = 0; shard < topology.shards().size(); shard++) {
            NodeEntry primary = topology.primaryOf(shard);
            if (primary != null) {
                SlotRange slots = topology.slotsOfShard(shard);
                List<Replica> replicas = replicas(topology.shard(shard));
                add(runs, new Run(slots.first(), slots.last(), primary, replicas));
            }
        }
        return runs;
    }

    private static void add(List<Run> runs, Run next) {
        Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
        if (last != null && adjoins(last, next)) {
            runs.set(runs.size() - 1, new Run(last.first, next.last, last.primary, last.replicas));
        } else {
            runs.add(next);
        }
    }

    private static boolean adjoins(Run last, Run next) {
        return last.last + 1 == next.first
                && last.primary.id().equals(next.primary.id())
                && last.replicas.equals(next.replicas);
    }

    private List<Replica> replicas(ShardEntry shard) {
        var replicas = new ArrayList<Replica>();
        for (NodeId id : shard.replicas()) {
            @Nullable NodeEntry entry = topology.node(id);
            if (entry != null && entry.state() != NodeState.GONE) {
                replicas.add(new Replica(entry, shard.hasInSync(id)));
            }
        }
        return replicas;
    }
}
