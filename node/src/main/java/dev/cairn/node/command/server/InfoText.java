package dev.cairn.node.command.server;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.RedisVersion;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.metrics.Counter;
import dev.cairn.node.session.NodeServices;
import dev.cairn.node.shard.Keyspace;
import dev.cairn.node.shard.Shard;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The reply of INFO: sections of fields, named as Redis names them. */
final class InfoText {

    /** Sections that are shown only when they are asked for. */
    private static final Set<String> RARE = Set.of("commandstats", "latencystats");

    private static final Map<String, Function<NodeServices, InfoText>> SECTIONS =
            new LinkedHashMap<>();

    static {
        SECTIONS.put("server", InfoText::server);
        SECTIONS.put("clients", InfoText::clients);
        SECTIONS.put("memory", InfoText::memory);
        SECTIONS.put("persistence", InfoText::persistence);
        SECTIONS.put("stats", InfoText::stats);
        SECTIONS.put("replication", InfoText::replication);
        SECTIONS.put("cpu", InfoText::cpu);
        SECTIONS.put("modules", node -> new InfoText("Modules"));
        SECTIONS.put("commandstats", node -> new InfoText("Commandstats"));
        SECTIONS.put("errorstats", node -> new InfoText("Errorstats"));
        SECTIONS.put("latencystats", node -> new InfoText("Latencystats"));
        SECTIONS.put("cluster", InfoText::cluster);
        SECTIONS.put("keyspace", InfoText::keyspace);
    }

    private final StringBuilder text;

    private InfoText(String title) {
        text = new StringBuilder("# ").append(title).append("\r\n");
    }

    /** The sections that the rest of the arguments names, or the usual ones. */
    static String of(NodeServices node, Args in) {
        var wanted = new TreeSet<String>();
        while (in.hasNext()) {
            wanted.add(in.next().toString().toLowerCase(Locale.ROOT));
        }
        boolean all = wanted.contains("all") || wanted.contains("everything");
        boolean usual = wanted.isEmpty() || wanted.contains("default");
        var text = new StringBuilder();
        SECTIONS.forEach(
                (name, section) -> {
                    if (all || wanted.contains(name) || (usual && !RARE.contains(name))) {
                        text.append(text.isEmpty() ? "" : "\r\n");
                        text.append(section(name, section, node, in));
                    }
                });
        return text.toString();
    }

    private static CharSequence section(
            String name, Function<NodeServices, InfoText> section, NodeServices node, Args in) {
        return switch (name) {
            case "commandstats" -> CommandStats.calls(node, in.command().table());
            case "latencystats" -> CommandStats.percentiles(node, in.command().table());
            default -> section.apply(node).text;
        };
    }

    private InfoText field(String name, Object value) {
        text.append(name).append(':').append(value).append("\r\n");
        return this;
    }

    private InfoText zero(String... names) {
        for (String name : names) {
            field(name, 0);
        }
        return this;
    }

    private static InfoText server(NodeServices node) {
        long seconds = Math.max(0, node.nowMillis() - node.startedAtMillis()) / 1_000;
        long hz = node.settings().get(SettingTable.HZ);
        return new InfoText("Server")
                .field("redis_version", RedisVersion.COMPATIBLE)
                .field("redis_git_sha1", "00000000")
                .field("redis_git_dirty", 0)
                .field("redis_build_id", "cairn")
                .field("redis_mode", node.isInGrid() ? "cluster" : "standalone")
                .field("server_name", "cairn")
                .field("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .field("arch_bits", 64)
                .field("monotonic_clock", "System.nanoTime")
                .field("multiplexing_api", "netty")
                .field("java_version", System.getProperty("java.version"))
                .field("process_id", ProcessHandle.current().pid())
                .field("process_supervised", "no")
                .field("run_id", node.runId())
                .field("tcp_port", node.port())
                .field("server_time_usec", node.nowMillis() * 1_000)
                .field("uptime_in_seconds", seconds)
                .field("uptime_in_days", seconds / 86_400)
                .field("hz", hz)
                .field("configured_hz", hz)
                .field("lru_clock", node.nowMillis() / 1_000 & 0xffffff)
                .field("executable", "")
                .field("config_file", node.configFile() == null ? "" : node.configFile().path())
                .field("io_threads_active", 0);
    }

    private static InfoText clients(NodeServices node) {
        return new InfoText("Clients")
                .field("connected_clients", node.sessions().count())
                .field("cluster_connections", 0)
                .field("maxclients", node.settings().get(SettingTable.MAXCLIENTS))
                .zero("client_recent_max_input_buffer", "client_recent_max_output_buffer")
                .zero("blocked_clients", "tracking_clients", "clients_in_timeout_table");
    }

    private static InfoText memory(NodeServices node) {
        var figures = MemoryFigures.of(node);
        return new InfoText("Memory")
                .field("used_memory", figures.used())
                .field("used_memory_human", MemoryFigures.human(figures.used()))
                .field("used_memory_rss", figures.resident())
                .field("used_memory_rss_human", MemoryFigures.human(figures.resident()))
                .field("used_memory_peak", figures.used())
                .field("used_memory_peak_human", MemoryFigures.human(figures.used()))
                .field("used_memory_overhead", figures.heap())
                .field("used_memory_startup", 0)
                .field("used_memory_dataset", figures.dataset())
                .field("total_system_memory", figures.system())
                .field("total_system_memory_human", MemoryFigures.human(figures.system()))
                .zero("used_memory_lua", "used_memory_scripts", "number_of_cached_scripts")
                .field("maxmemory", figures.most())
                .field("maxmemory_human", MemoryFigures.human(figures.most()))
                .field("maxmemory_policy", node.settings().text(SettingTable.MAXMEMORY_POLICY))
                .field("mem_fragmentation_ratio", "%.2f".formatted(figures.fragmentation()))
                .zero("mem_not_counted_for_evict", "mem_replication_backlog")
                .field("mem_clients_normal", figures.clients())
                .zero("mem_cluster_links", "mem_aof_buffer")
                .field("mem_allocator", "slabs")
                .zero("active_defrag_running", "lazyfree_pending_objects", "lazyfreed_objects");
    }

    private static InfoText persistence(NodeServices node) {
        return new InfoText("Persistence")
                .zero("loading", "async_loading", "current_cow_size")
                .field("rdb_changes_since_last_save", node.shards().sum(Shard::changes))
                .field("rdb_bgsave_in_progress", 0)
                .field("rdb_last_save_time", node.startedAtMillis() / 1_000)
                .field("rdb_last_bgsave_status", "ok")
                .field("rdb_last_bgsave_time_sec", -1)
                .field("rdb_current_bgsave_time_sec", -1)
                .zero("rdb_saves", "aof_enabled", "aof_rewrite_in_progress")
                .field("aof_last_bgrewrite_status", "ok")
                .field("aof_last_write_status", "ok");
    }

    private static InfoText stats(NodeServices node) {
        var section = new InfoText("Stats");
        for (Counter counter : Counter.values()) {
            section.field(counter.label(), node.counters().sum(counter));
        }
        return section.zero("instantaneous_ops_per_sec", "total_net_repl_input_bytes")
                .zero("total_net_repl_output_bytes", "sync_full", "sync_partial_ok")
                .zero("sync_partial_err", "pubsub_channels", "pubsub_patterns")
                .zero("pubsubshard_channels", "latest_fork_usec", "total_forks")
                .zero("migrate_cached_sockets", "tracking_total_keys", "tracking_total_items")
                .zero("tracking_total_prefixes", "unexpected_error_replies");
    }

    private static InfoText replication(NodeServices node) {
        return new InfoText("Replication")
                .field("role", "master")
                .field("connected_slaves", 0)
                .field("master_failover_state", "no-failover")
                .field("master_replid", node.runId())
                .field("master_replid2", "0".repeat(40))
                .field("master_repl_offset", 0)
                .field("second_repl_offset", -1)
                .zero("repl_backlog_active", "repl_backlog_size")
                .zero("repl_backlog_first_byte_offset", "repl_backlog_histlen");
    }

    private static InfoText cpu(NodeServices node) {
        double seconds =
                ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .map(d -> d.toNanos() / 1e9)
                        .orElse(0.0);
        return new InfoText("CPU")
                .field("used_cpu_sys", "0.000000")
                .field("used_cpu_user", "%.6f".formatted(seconds))
                .field("used_cpu_sys_children", "0.000000")
                .field("used_cpu_user_children", "0.000000");
    }

    private static InfoText cluster(NodeServices node) {
        return new InfoText("Cluster").field("cluster_enabled", node.isInGrid() ? 1 : 0);
    }

    private static InfoText keyspace(NodeServices node) {
        var section = new InfoText("Keyspace");
        for (int i = 0; i < Keyspace.DATABASES; i++) {
            int db = i;
            long keys = node.shards().sum(shard -> shard.keys(db));
            long expiring = node.shards().sum(shard -> shard.expiringKeys(db));
            if (keys > 0) {
                section.field("db" + db, "keys=" + keys + ",expires=" + expiring + ",avg_ttl=0");
            }
        }
        return section;
    }
}
