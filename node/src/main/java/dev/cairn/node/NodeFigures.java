package dev.cairn.node;

import static dev.cairn.node.metrics.Figure.counter;
import static dev.cairn.node.metrics.Figure.gauge;

import dev.cairn.node.command.Command;
import dev.cairn.node.command.CommandTable;
import dev.cairn.node.command.RedisVersion;
import dev.cairn.node.command.server.MemoryFigures;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.metrics.CommandCounters.Figures;
import dev.cairn.node.metrics.Counter;
import dev.cairn.node.metrics.Figure;
import dev.cairn.node.rpc.RpcCounter;
import dev.cairn.node.shard.Shard;
import dev.cairn.protocol.topology.Topology;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * What a node measures of itself, for the metrics page: by the names of redis_exporter where Redis
 * measures the same, so that its dashboards and alerts work.
 */
final class NodeFigures {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;

    private final Services services;
    private final CommandTable table;
    private final Supplier<@Nullable Grid> grid;

    NodeFigures(Services services, CommandTable table, Supplier<@Nullable Grid> grid) {
        this.services = services;
        this.table = table;
        this.grid = grid;
    }

    /** All figures by now: commands appear once they have been called, peers with the grid. */
    List<Figure> all() {
        var all = new ArrayList<Figure>();
        node(all);
        memory(all);
        for (Counter each : Counter.values()) {
            all.add(counter(each.metric(), each.doc(), () -> services.counters().sum(each)));
        }
        keys(all);
        table.all().stream().filter(this::wasCalled).forEach(command -> command(command, all));
        Grid entered = grid.get();
        if (entered != null) {
            grid(entered, all);
        }
        return all;
    }

    private void node(List<Figure> all) {
        all.add(gauge("redis_up", "Whether the node answers.", () -> 1));
        all.add(Figure.facts("redis_instance_info", "What runs here.", facts()));
        all.add(
                gauge(
                        "redis_start_time_seconds",
                        "When the node was started, in seconds since 1970.",
                        () -> services.startedAtMillis() / MILLIS_PER_SECOND));
        all.add(
                gauge(
                        "redis_uptime_in_seconds",
                        "For how long the node has run.",
                        () ->
                                (services.nowMillis() - services.startedAtMillis())
                                        / MILLIS_PER_SECOND));
        all.add(
                gauge(
                        "redis_connected_clients",
                        "Clients that are connected.",
                        () -> services.sessions().count()));
        all.add(
                gauge(
                        "redis_config_maxclients",
                        "Most clients at a time.",
                        () -> services.settings().get(SettingTable.MAXCLIENTS)));
        all.add(
                gauge(
                        "redis_cluster_enabled",
                        "Whether the node is part of a grid.",
                        () -> services.isInGrid() ? 1 : 0));
        all.add(
                counter(
                        "process_cpu_seconds_total",
                        "Processor time that the process has used.",
                        NodeFigures::cpuSeconds));
    }

    private Map<String, String> facts() {
        var facts = new TreeMap<String, String>();
        facts.put("role", "master");
        facts.put("redis_version", RedisVersion.COMPATIBLE);
        facts.put("redis_mode", services.isInGrid() ? "cluster" : "standalone");
        facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("run_id", services.runId());
        facts.put("tcp_port", Integer.toString(services.port()));
        return facts;
    }

    private static double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .map(nanos -> nanos / NANOS_PER_SECOND)
                .orElse(0.0);
    }

    private void memory(List<Figure> all) {
        all.add(memory("used_bytes", "All that is allocated.", MemoryFigures::used));
        all.add(memory("used_rss_bytes", "The process in RAM.", MemoryFigures::resident));
        all.add(memory("used_dataset_bytes", "Keys and values.", MemoryFigures::dataset));
        all.add(memory("max_bytes", "The setting maxmemory; 0 for none.", MemoryFigures::most));
        all.add(
                gauge(
                        "redis_mem_clients_normal",
                        "Buffers of connections.",
                        () -> MemoryFigures.of(services).clients()));
        all.add(
                gauge(
                        "redis_mem_fragmentation_ratio",
                        "RAM that the process takes for each byte allocated.",
                        () -> MemoryFigures.of(services).fragmentation()));
    }

    private Figure memory(String name, String help, ToDoubleFunction<MemoryFigures> figure) {
        return gauge(
                "redis_memory_" + name,
                help,
                () -> figure.applyAsDouble(MemoryFigures.of(services)));
    }

    private void keys(List<Figure> all) {
        long databases = services.isInGrid() ? 1 : services.settings().get(SettingTable.DATABASES);
        for (int i = 0; i < databases; i++) {
            int db = i;
            all.add(
                    gauge("redis_db_keys", "Keys of a database.", () -> sum(s -> s.keys(db)))
                            .of("db", "db" + db));
            all.add(
                    gauge(
                                    "redis_db_keys_expiring",
                                    "Keys of a database that expire.",
                                    () -> sum(s -> s.expiringKeys(db)))
                            .of("db", "db" + db));
        }
    }

    private double sum(ToLongFunction<Shard> figure) {
        return services.shards().sum(figure);
    }

    private boolean wasCalled(Command command) {
        Figures figures = figures(command);
        return figures.calls() + figures.rejected() + figures.failed() > 0;
    }

    private Figures figures(Command command) {
        return services.commandCounters().of(command.number());
    }

    private void command(Command command, List<Figure> all) {
        String name = command.fullName();
        all.add(
                counter(
                                "redis_commands_total",
                                "Calls of a command.",
                                () -> figures(command).calls())
                        .of("cmd", name));
        all.add(
                counter(
                                "redis_commands_duration_seconds_total",
                                "Time spent in a command.",
                                () -> figures(command).nanos() / NANOS_PER_SECOND)
                        .of("cmd", name));
        all.add(
                counter(
                                "redis_commands_rejected_calls_total",
                                "Calls of a command that were refused before it ran.",
                                () -> figures(command).rejected())
                        .of("cmd", name));
        all.add(
                counter(
                                "redis_commands_failed_calls_total",
                                "Calls of a command that ended in an error.",
                                () -> figures(command).failed())
                        .of("cmd", name));
    }

    private void grid(Grid entered, List<Figure> all) {
        all.add(
                gauge(
                        "cairn_ready",
                        "Whether the node serves all that is its own.",
                        () -> entered.unready() == null ? 1 : 0));
        all.add(gauge("cairn_shards_led", "Shards that the node leads.", entered::ledCount));
        all.add(
                gauge(
                        "cairn_topology_version",
                        "Version of the topology that the node knows; 0 for none.",
                        () -> topology(Topology::version)));
        all.add(
                gauge(
                        "redis_cluster_known_nodes",
                        "Nodes of the grid.",
                        () -> topology(Topology::memberCount)));
        all.add(
                gauge(
                        "cairn_shards_offline",
                        "Shards of the grid that nobody leads.",
                        () -> topology(NodeFigures::offline)));
        all.add(
                gauge(
                        "cairn_shards_stranded",
                        "Shards that nobody leads since all nodes with their acknowledged writes"
                                + " are lost; CLUSTER FAILOVER TAKEOVER goes on without them.",
                        services::strandedShards));
        all.add(
                counter(
                        "cairn_unclean_elections_total",
                        "Elections that may have cost acknowledged writes, on nodes that vote.",
                        services::uncleanElections));
        for (RpcCounter each : RpcCounter.values()) {
            all.add(
                    counter(
                            each.metric(),
                            each.meaning(),
                            () -> entered.rpcCounters().value(each)));
        }
    }

    private double topology(ToDoubleFunction<Topology> figure) {
        Topology now = services.topology();
        return now == null ? 0 : figure.applyAsDouble(now);
    }

    private static double offline(Topology topology) {
        return topology.shards().stream().filter(shard -> shard.primary() == null).count();
    }
}
