package dev.cairn.node.command.server;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.RedisVersion;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.metrics.Counter;
import dev.cairn.node.session.NodeServices;
import dev.cairn.node.session.Session;
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
        SECTIONS.put("errorstats", InfoText::errors);
        SECTIONS.put("latencystats", node -> new InfoText("Latencystats"));
        SECTIONS.put("cluster", InfoText::cluster);
        SECTIONS.put("keyspace", InfoText::keyspace);
    }

    private static final double KIB = 1024;

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

    /** A figure, and the same for people. */
    private InfoText bytes(String name, long value) {
        return field(name, value).field(name + "_human", MemoryFigures.human(value));
    }

    private static String percent(long part, long whole) {
        return String.format(Locale.ROOT, "%.2f%%", whole == 0 ? 0.0 : 100.0 * part / whole);
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
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
                .field("atomicvar_api", "java.lang.invoke.VarHandle")
                .field("gcc_version", "0.0.0")
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
                .field("executable", ProcessHandle.current().info().command().orElse(""))
                .field("config_file", node.configFile() == null ? "" : node.configFile().path())
                .field("io_threads_active", 0)
                .field("listener0", listener(node));
    }

    private static String listener(NodeServices node) {
        var addresses = new StringBuilder("name=tcp");
        node.settings()
                .get(SettingTable.BIND)
                .forEach(address -> addresses.append(",bind=").append(address));
        return addresses.append(",port=").append(node.port()).toString();
    }

    private static InfoText clients(NodeServices node) {
        long input = 0;
        long output = 0;
        for (Session session : node.sessions().all()) {
            input = Math.max(input, session.link().inputBytes());
            output = Math.max(output, session.link().outputBytes());
        }
        return new InfoText("Clients")
                .field("connected_clients", node.sessions().count())
                .field("cluster_connections", 0)
                .field("maxclients", node.settings().get(SettingTable.MAXCLIENTS))
                .field("client_recent_max_input_buffer", input)
                .field("client_recent_max_output_buffer", output)
                .field("blocked_clients", node.sessions().blocked())
                .field("tracking_clients", node.shards().tracking().clients())
                .zero("clients_in_timeout_table", "total_blocking_keys")
                .zero("total_blocking_keys_on_nokey");
    }

    private static InfoText memory(NodeServices node) {
        var figures = MemoryFigures.of(node);
        long used = figures.used();
        long peak = Math.max(used, node.samples().peakBytes());
        return new InfoText("Memory")
                .bytes("used_memory", used)
                .bytes("used_memory_rss", figures.resident())
                .bytes("used_memory_peak", peak)
                .field("used_memory_peak_perc", percent(used, peak))
                .field("used_memory_overhead", used - figures.dataset())
                .field("used_memory_startup", node.samples().firstBytes())
                .field("used_memory_dataset", figures.dataset())
                .field("used_memory_dataset_perc", percent(figures.dataset(), used))
                .field("allocator_allocated", figures.dataset())
                .field("allocator_active", figures.dataset())
                .field("allocator_resident", figures.resident())
                .bytes("total_system_memory", figures.system())
                .zero("used_memory_vm_eval", "used_memory_scripts_eval", "number_of_cached_scripts")
                .zero("number_of_functions", "number_of_libraries", "used_memory_vm_functions")
                .bytes("used_memory_vm_total", 0)
                .field("used_memory_functions", 0)
                .bytes("used_memory_lua", 0)
                .bytes("used_memory_scripts", 0)
                .bytes("maxmemory", figures.most())
                .field("maxmemory_policy", node.settings().text(SettingTable.MAXMEMORY_POLICY))
                .field("allocator_frag_ratio", ratio(1))
                .field("allocator_frag_bytes", 0)
                .field("allocator_rss_ratio", ratio(figures.residentPerDataset()))
                .field("allocator_rss_bytes", figures.resident() - figures.dataset())
                .field("rss_overhead_ratio", ratio(1))
                .field("rss_overhead_bytes", 0)
                .field("mem_fragmentation_ratio", ratio(figures.fragmentation()))
                .field("mem_fragmentation_bytes", figures.resident() - used)
                .zero("mem_not_counted_for_evict", "mem_replication_backlog")
                .zero("mem_total_replication_buffers", "mem_clients_slaves")
                .field("mem_clients_normal", figures.clients())
                .zero("mem_cluster_links", "mem_aof_buffer")
                .field("mem_allocator", "slabs")
                .zero("active_defrag_running", "lazyfree_pending_objects", "lazyfreed_objects");
    }

    private static InfoText persistence(NodeServices node) {
        return new InfoText("Persistence")
                .zero("loading", "async_loading", "current_cow_peak", "current_cow_size")
                .field("current_cow_size_age", 0)
                .field("current_fork_perc", ratio(0))
                .zero("current_save_keys_processed", "current_save_keys_total")
                .field("rdb_changes_since_last_save", node.shards().sum(Shard::changes))
                .field("rdb_bgsave_in_progress", 0)
                .field("rdb_last_save_time", node.startedAtMillis() / 1_000)
                .field("rdb_last_bgsave_status", "ok")
                .field("rdb_last_bgsave_time_sec", -1)
                .field("rdb_current_bgsave_time_sec", -1)
                .zero("rdb_saves", "rdb_last_cow_size", "rdb_last_load_keys_expired")
                .zero("rdb_last_load_keys_loaded", "aof_enabled", "aof_rewrite_in_progress")
                .zero("aof_rewrite_scheduled")
                .field("aof_last_rewrite_time_sec", -1)
                .field("aof_current_rewrite_time_sec", -1)
                .field("aof_last_bgrewrite_status", "ok")
                .zero("aof_rewrites", "aof_rewrites_consecutive_failures")
                .field("aof_last_write_status", "ok")
                .zero("aof_last_cow_size", "module_fork_in_progress", "module_fork_last_cow_size");
    }

    private static InfoText stats(NodeServices node) {
        var section = new InfoText("Stats");
        for (Counter counter : Counter.values()) {
            section.field(counter.label(), node.counters().sum(counter));
        }
        var samples = node.samples();
        var peers = node.peerTraffic();
        var tracking = node.shards().tracking();
        return section.field("instantaneous_ops_per_sec", Math.round(samples.commandsPerSecond()))
                .field("instantaneous_input_kbps", ratio(samples.inputBytesPerSecond() / KIB))
                .field("instantaneous_output_kbps", ratio(samples.outputBytesPerSecond() / KIB))
                .field(
                        "instantaneous_input_repl_kbps",
                        ratio(samples.peerInputBytesPerSecond() / KIB))
                .field(
                        "instantaneous_output_repl_kbps",
                        ratio(samples.peerOutputBytesPerSecond() / KIB))
                .field("total_net_repl_input_bytes", peers.bytesReceived())
                .field("total_net_repl_output_bytes", peers.bytesSent())
                .zero("pubsub_channels", "pubsub_patterns", "pubsubshard_channels")
                .zero("latest_fork_usec", "total_forks")
                .zero("migrate_cached_sockets", "slave_expires_tracked_keys")
                .field("tracking_total_keys", tracking.keys())
                .field("tracking_total_items", tracking.items())
                .field("tracking_total_prefixes", tracking.prefixes())
                .zero("total_eviction_exceeded_time", "current_eviction_exceeded_time")
                .zero("total_active_defrag_time", "current_active_defrag_time")
                .zero("io_threaded_reads_processed", "io_threaded_writes_processed")
                .zero("reply_buffer_shrinks", "reply_buffer_expands")
                .zero("acl_access_denied_cmd", "acl_access_denied_key")
                .zero("acl_access_denied_channel")
                .zero("active_defrag_hits", "active_defrag_misses", "active_defrag_key_hits")
                .zero("active_defrag_key_misses", "unexpected_error_replies")
                .zero("dump_payload_sanitizations");
    }

    private static InfoText errors(NodeServices node) {
        var section = new InfoText("Errorstats");
        node.errorCounters()
                .all()
                .forEach((code, count) -> section.field("errorstat_" + code, "count=" + count));
        return section;
    }

    private static InfoText replication(NodeServices node) {
        Following following = Following.of(node);
        var section =
                new InfoText("Replication")
                        .field("role", "master")
                        .field("connected_slaves", following.replicas().size());
        int number = 0;
        for (Following.Replica each : following.replicas()) {
            String replica =
                    "ip=%s,port=%d,state=online,offset=%d"
                            .formatted(each.node().host(), each.node().respPort(), each.offset());
            section.field("slave" + number++, replica);
        }
        return section.field("master_failover_state", "no-failover")
                .field("master_replid", node.runId())
                .field("master_replid2", "0".repeat(40))
                .field("master_repl_offset", following.offset())
                .field("second_repl_offset", -1)
                .zero("repl_backlog_active", "repl_backlog_size")
                .zero("repl_backlog_first_byte_offset", "repl_backlog_histlen");
    }

    private static InfoText cpu(NodeServices node) {
        ProcessorTime spent = ProcessorTime.ofThisProcess();
        return new InfoText("CPU")
                .field("used_cpu_sys", seconds(spent.systemSeconds()))
                .field("used_cpu_user", seconds(spent.userSeconds()))
                .field("used_cpu_sys_children", seconds(spent.childrenSystemSeconds()))
                .field("used_cpu_user_children", seconds(spent.childrenUserSeconds()));
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    private static InfoText cluster(NodeServices node) {
        var section = new InfoText("Cluster").field("cluster_enabled", node.isInGrid() ? 1 : 0);
        return node.isInGrid()
                ? section.field("cluster_unclean_elections", node.uncleanElections())
                : section;
    }

    private static InfoText keyspace(NodeServices node) {
        var section = new InfoText("Keyspace");
        for (int i = 0; i < Keyspace.DATABASES; i++) {
            int db = i;
            long keys = node.shards().sum(shard -> shard.keys(db));
            long expiring = node.shards().sum(shard -> shard.expiringKeys(db));
            double left =
                    node.shards()
                            .sum(shard -> shard.averageTtl(db) / 1_000 * shard.expiringKeys(db));
            long ttl = expiring == 0 ? 0 : Math.round(left / expiring * 1_000);
            if (keys > 0) {
                String figures = "keys=%d,expires=%d,avg_ttl=%d".formatted(keys, expiring, ttl);
                section.field("db" + db, figures);
            }
        }
        return section;
    }
}
