package dev.cairn.node.command.cluster;

import dev.cairn.node.command.Reply;
import dev.cairn.node.session.NodeServices;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The topology in the forms that clients of Redis Cluster read. */
final class ClusterView {

    private ClusterView() {}

    /** Neighbouring slots with the same primary and the same replicas. */
    private record Run(int first, int last, NodeEntry primary, List<Replica> replicas) {}

    /** A copy beside the primary's, and whether it has all that is committed. */
    private record Replica(NodeEntry node, boolean isInSync) {}

    static String info(NodeServices node) {
        Topology topology = node.topology();
        int served = 0;
        int nodes = 0;
        long version = 0;
        if (topology != null) {
            for (Run run : runs(topology)) {
                served += run.last - run.first + 1;
            }
            nodes = (int) members(topology).count();
            version = topology.version();
        }
        return "cluster_state:%s\r\n".formatted(served == Slots.COUNT ? "ok" : "fail")
                + "cluster_slots_assigned:%d\r\n".formatted(served)
                + "cluster_slots_ok:%d\r\n".formatted(served)
                + "cluster_slots_in_sync:%d\r\n".formatted(inSync(topology))
                + "cluster_slots_pfail:0\r\ncluster_slots_fail:0\r\n"
                + "cluster_known_nodes:%d\r\ncluster_size:%d\r\n".formatted(nodes, nodes)
                + "cluster_current_epoch:%d\r\ncluster_my_epoch:%d\r\n".formatted(version, version)
                + "cluster_stats_messages_sent:0\r\ncluster_stats_messages_received:0\r\n"
                + "total_cluster_links_buffer_limit_exceeded:0\r\n";
    }

    /** Slots of which every copy that is wanted has all that is committed. */
    private static int inSync(@Nullable Topology topology) {
        if (topology == null) {
            return 0;
        }
        long shards =
                topology.shards().stream()
                        .filter(each -> each.inSync().size() >= topology.replicationFactor())
                        .count();
        return (int) shards * topology.settings().slotsPerShard();
    }

    static String nodes(Topology topology, NodeId self) {
        return members(topology)
                .map(node -> line(topology, node, node.id().equals(self)))
                .collect(Collectors.joining());
    }

    private static String line(Topology topology, NodeEntry node, boolean isSelf) {
        String slots =
                topology.slotsOwnedBy(node.id()).stream()
                        .map(SlotRange::toString)
                        .collect(Collectors.joining(" "));
        return "%s %s:%d@%d %s - 0 0 %d connected%s\n"
                .formatted(
                        node.id().hex(),
                        node.host(),
                        node.respPort(),
                        node.rpcPort(),
                        isSelf ? "myself,master" : "master",
                        topology.version(),
                        slots.isEmpty() ? "" : " " + slots);
    }

    static void slots(Topology topology, Reply out) {
        List<Run> runs = runs(topology);
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

    static void shards(Topology topology, Reply out) {
        List<Run> runs = runs(topology);
        out.array(runs.size());
        for (Run run : runs) {
            out.map(2);
            out.bulk("slots");
            out.array(2);
            out.integer(run.first);
            out.integer(run.last);
            out.bulk("nodes");
            out.array(1 + run.replicas.size());
            member(run.primary, "master", true, out);
            run.replicas.forEach(each -> member(each.node, "replica", each.isInSync, out));
        }
    }

    private static void member(NodeEntry node, String role, boolean isInSync, Reply out) {
        out.map(7);
        pair(out, "id", node.id().hex());
        out.bulk("port");
        out.integer(node.respPort());
        pair(out, "ip", node.host());
        pair(out, "endpoint", node.host());
        pair(out, "role", role);
        out.bulk("replication-offset");
        out.integer(0);
        pair(out, "health", isInSync ? "online" : "loading");
    }

    private static void pair(Reply out, String name, String value) {
        out.bulk(name);
        out.bulk(value);
    }

    private static Stream<NodeEntry> members(Topology topology) {
        return topology.nodes().values().stream()
                .filter(node -> node.state() != NodeState.GONE)
                .sorted((a, b) -> a.id().compareTo(b.id()));
    }

    private static List<Run> runs(Topology topology) {
        var runs = new ArrayList<Run>();
        for (int shard = 0; shard < topology.shards().size(); shard++) {
            NodeEntry primary = topology.primaryOf(shard);
            if (primary != null) {
                SlotRange slots = topology.slotsOfShard(shard);
                List<Replica> replicas = replicas(topology, topology.shard(shard));
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

    private static List<Replica> replicas(Topology topology, ShardEntry shard) {
        var replicas = new ArrayList<Replica>();
        for (NodeId id : shard.replicas()) {
            @Nullable NodeEntry node = topology.node(id);
            if (node != null && node.state() != NodeState.GONE) {
                replicas.add(new Replica(node, shard.hasInSync(id)));
            }
        }
        return replicas;
    }
}
