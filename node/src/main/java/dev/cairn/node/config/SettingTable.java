package dev.cairn.node.config;

import dev.cairn.node.config.OutputLimits.Audience;
import dev.cairn.node.config.OutputLimits.Limit;
import dev.cairn.node.config.Setting.Change;
import dev.cairn.node.config.Setting.Chapter;
import dev.cairn.protocol.topology.Durability;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Every setting of a node, one row each; CONFIG, the file, flags, the environment and the reference
 * follow from this table. Names and meanings are those of redis.conf where Redis has the setting.
 */
public final class SettingTable {

    private static final long MIB = 1L << 20;
    private static final int MOST_PORT = 65_535;
    private static final String NO_EVICTION = "Accepted; there is no eviction of keys yet.";
    private static final List<Setting<?>> ROWS = new ArrayList<>();
    private static final Map<String, Setting<?>> BY_NAME = new HashMap<>();

    // Network.
    public static final Setting<Long> PORT =
            at(Chapter.NETWORK)
                    .number("port", 6379, 0, MOST_PORT)
                    .start("Port for clients (RESP).");
    public static final Setting<List<String>> BIND =
            at(Chapter.NETWORK)
                    .words("bind", "* -::*")
                    .start(
                            "Addresses to listen on; * is every one, a leading - makes it"
                                    + " optional.");
    public static final Setting<Boolean> PROTECTED_MODE =
            at(Chapter.NETWORK)
                    .yesNo("protected-mode", true)
                    .runtime("Without a password, serve only clients of the same machine.");
    public static final Setting<Long> TCP_BACKLOG =
            at(Chapter.NETWORK)
                    .number("tcp-backlog", 511, 0, Integer.MAX_VALUE)
                    .start("Connections that may wait to be accepted.");
    public static final Setting<Long> TCP_KEEPALIVE =
            at(Chapter.NETWORK)
                    .number("tcp-keepalive", 300, 0, Integer.MAX_VALUE)
                    .runtime("Seconds between probes of silent connections; 0 for none.");
    public static final Setting<Long> TIMEOUT =
            at(Chapter.NETWORK)
                    .number("timeout", 0, 0, Integer.MAX_VALUE)
                    .runtime("Seconds after which an idle client is closed; 0 for never.");
    public static final Setting<Long> IO_THREADS =
            at(Chapter.NETWORK)
                    .number("io-threads", 0, 0, 128)
                    .start("Event loops; 0 for one per two processors.");
    public static final Setting<IoTransport> IO_TRANSPORT =
            at(Chapter.NETWORK)
                    .choice("io-transport", IoTransport.AUTO)
                    .start(
                            "How sockets are served; auto for the fastest that the system has, and"
                                    + " if it has not the one that is asked for, the next in"
                                    + " this order: epoll, io-uring, nio.");

    // Clients and limits.
    public static final Setting<String> REQUIREPASS =
            at(Chapter.CLIENTS)
                    .text("requirepass", "")
                    .secret()
                    .runtime("Password of the default user; empty for none.");
    public static final Setting<Long> MAXCLIENTS =
            at(Chapter.CLIENTS)
                    .number("maxclients", 10_000, 1, 4_294_967_295L)
                    .runtime(
                            "Most connections at a time; at most what the open files bear that the"
                                    + " system allows.");
    public static final Setting<Long> PROTO_MAX_BULK_LEN =
            at(Chapter.CLIENTS)
                    .bytes("proto-max-bulk-len", 512 * MIB, MIB, Long.MAX_VALUE)
                    .runtime(
                            "Most bytes of one argument or string value; in a grid at most a"
                                    + " sixteenth of the heap.");
    public static final Setting<Long> CLIENT_QUERY_BUFFER_LIMIT =
            at(Chapter.CLIENTS)
                    .bytes("client-query-buffer-limit", 1024 * MIB, MIB, Long.MAX_VALUE)
                    .runtime(
                            "Most bytes of one request, queued transactions included; in a grid at"
                                    + " most an eighth of the heap.");
    public static final Setting<OutputLimits> CLIENT_OUTPUT_BUFFER_LIMIT =
            at(Chapter.CLIENTS)
                    .<OutputLimits>of("client-output-buffer-limit", new Kind.Limits(), outputs())
                    .runtime("Unsent output at which a client is closed, for each class.");
    public static final Setting<Long> MAXMEMORY_CLIENTS =
            at(Chapter.CLIENTS)
                    .bytes("maxmemory-clients", 0, 0, Long.MAX_VALUE)
                    .runtime(
                            "Most bytes of all client buffers together; 0 for half of the"
                                    + " heap's size, which is the most.");
    public static final Setting<Long> TRACKING_TABLE_MAX_KEYS =
            at(Chapter.CLIENTS)
                    .number("tracking-table-max-keys", 1_000_000, 0, Long.MAX_VALUE)
                    .runtime(
                            "Most keys that clients are told about because they have read them; 0"
                                    + " for no limit. Never more than fill an eighth of the heap.");
    public static final Setting<Access> ENABLE_DEBUG_COMMAND =
            at(Chapter.CLIENTS)
                    .choice("enable-debug-command", Access.NO)
                    .start("Who may use DEBUG: no, yes, or local for clients of this machine.");
    public static final Setting<String> ENABLE_PROTECTED_CONFIGS =
            at(Chapter.CLIENTS)
                    .<String>of(
                            "enable-protected-configs",
                            new Kind.Only("no", "nobody changes protected settings at run time"),
                            "no")
                    .start("Accepted as no: protected settings stay as they were at the start.");

    // Memory.
    public static final Setting<Long> MAXMEMORY =
            at(Chapter.MEMORY)
                    .bytes("maxmemory", 0, 0, Long.MAX_VALUE)
                    .runtime("Most bytes of keys and values on this node; 0 for no limit.");
    public static final Setting<String> MAXMEMORY_POLICY =
            at(Chapter.MEMORY)
                    .<String>of(
                            "maxmemory-policy",
                            new Kind.Only(
                                    "noeviction",
                                    "eviction of keys is not there yet; noeviction is"),
                            "noeviction")
                    .runtime("What to do at maxmemory: refuse writes.");
    public static final Setting<Long> MAXMEMORY_SAMPLES =
            at(Chapter.MEMORY).number("maxmemory-samples", 5, 1, 64).runtime(NO_EVICTION);
    public static final Setting<Long> LFU_LOG_FACTOR =
            at(Chapter.MEMORY)
                    .number("lfu-log-factor", 10, 0, Integer.MAX_VALUE)
                    .runtime(NO_EVICTION);
    public static final Setting<Long> LFU_DECAY_TIME =
            at(Chapter.MEMORY)
                    .number("lfu-decay-time", 1, 0, Integer.MAX_VALUE)
                    .runtime(NO_EVICTION);
    public static final Setting<Boolean> LAZYFREE_LAZY_EVICTION = lazy("eviction");
    public static final Setting<Boolean> LAZYFREE_LAZY_EXPIRE = lazy("expire");
    public static final Setting<Boolean> LAZYFREE_LAZY_SERVER_DEL = lazy("server-del");
    public static final Setting<Boolean> LAZYFREE_LAZY_USER_DEL = lazy("user-del");
    public static final Setting<Boolean> LAZYFREE_LAZY_USER_FLUSH = lazy("user-flush");

    // Keys and values.
    public static final Setting<Long> DATABASES =
            at(Chapter.STORE)
                    .number("databases", 16, 1, 16)
                    .start("Numbered databases of a node that is in no grid.");
    public static final Setting<Long> HASH_MAX_LISTPACK_ENTRIES =
            at(Chapter.STORE)
                    .number("hash-max-listpack-entries", 512, 0, Integer.MAX_VALUE)
                    .alias("hash-max-ziplist-entries")
                    .runtime("Most fields of a hash that OBJECT ENCODING calls a listpack.");
    public static final Setting<Long> HASH_MAX_LISTPACK_VALUE =
            at(Chapter.STORE)
                    .number("hash-max-listpack-value", 64, 0, Integer.MAX_VALUE)
                    .alias("hash-max-ziplist-value")
                    .runtime("Most bytes of a field or value of such a hash.");
    public static final Setting<Long> ACTIVE_EXPIRE_EFFORT =
            at(Chapter.STORE)
                    .number("active-expire-effort", 1, 1, 10)
                    .runtime(
                            "How eagerly expired keys are looked for: for at most 25 per cent of"
                                    + " the time, and 2 more for each step above 1.");
    public static final Setting<Long> HZ =
            at(Chapter.STORE)
                    .number("hz", 10, 1, 500)
                    .runtime("How often a second the node looks for keys whose time is over.");

    // Logging and diagnosis.
    public static final Setting<LogLevel> LOGLEVEL =
            at(Chapter.DIAGNOSIS)
                    .choice("loglevel", LogLevel.NOTICE)
                    .runtime("Least weight of what is logged; nothing for no log.");
    public static final Setting<String> LOGFILE =
            at(Chapter.DIAGNOSIS)
                    .text("logfile", "")
                    .start("File to log to, seen from dir; empty for the standard output.");
    public static final Setting<Long> SLOWLOG_LOG_SLOWER_THAN =
            at(Chapter.DIAGNOSIS)
                    .number("slowlog-log-slower-than", 10_000, -1, Long.MAX_VALUE)
                    .runtime("Microseconds from which a command is slow; -1 for never.");
    public static final Setting<Long> SLOWLOG_MAX_LEN =
            at(Chapter.DIAGNOSIS)
                    .number("slowlog-max-len", 128, 0, Long.MAX_VALUE)
                    .runtime("Slow commands that are remembered.");
    public static final Setting<Long> LATENCY_MONITOR_THRESHOLD =
            at(Chapter.DIAGNOSIS)
                    .number("latency-monitor-threshold", 0, 0, Long.MAX_VALUE)
                    .runtime("Milliseconds from which LATENCY remembers an event; 0 for never.");
    public static final Setting<Boolean> LATENCY_TRACKING =
            at(Chapter.DIAGNOSIS)
                    .yesNo("latency-tracking", true)
                    .runtime("Whether each command's latencies are counted for INFO latencystats.");
    public static final Setting<Long> HTTP_PORT =
            at(Chapter.DIAGNOSIS)
                    .number("http-port", 0, 0, MOST_PORT)
                    .start("Port for health checks and metrics; 0 for none.");

    // Files and persistence.
    public static final Setting<String> DIR =
            at(Chapter.FILES)
                    .text("dir", "./")
                    .protect("Directory of everything the node keeps; one node each.");
    public static final Setting<String> SAVE =
            at(Chapter.FILES)
                    .<String>of(
                            "save",
                            new Kind.Only(
                                    "", "snapshots to RDB files are not made; see durability"),
                            "")
                    .runtime("Accepted empty: there are no snapshots to RDB files.");
    public static final Setting<String> APPENDONLY =
            at(Chapter.FILES)
                    .<String>of(
                            "appendonly",
                            new Kind.Only(
                                    "no", "the journal is governed by the setting durability"),
                            "no")
                    .runtime("Accepted as no: the setting durability says what a reply promises.");

    // The grid.
    public static final Setting<Boolean> CLUSTER_ENABLED =
            at(Chapter.GRID)
                    .yesNo("cluster-enabled", false)
                    .start("Whether the node is part of a grid.");
    public static final Setting<String> CLUSTER_ANNOUNCE_IP =
            at(Chapter.GRID)
                    .text("cluster-announce-ip", "")
                    .start("Address that clients and peers are told; empty to find out.");
    public static final Setting<String> CLUSTER_ANNOUNCE_HOSTNAME =
            at(Chapter.GRID)
                    .text("cluster-announce-hostname", "")
                    .start("Host name that clients and peers are told besides.");
    public static final Setting<Long> CLUSTER_ANNOUNCE_PORT =
            at(Chapter.GRID)
                    .number("cluster-announce-port", 0, 0, MOST_PORT)
                    .start("Port that clients are told; 0 for port.");
    public static final Setting<Long> CLUSTER_ANNOUNCE_BUS_PORT =
            at(Chapter.GRID)
                    .number("cluster-announce-bus-port", 0, 0, MOST_PORT)
                    .start("Port that peers are told; 0 for rpc-port.");
    public static final Setting<Long> CLUSTER_NODE_TIMEOUT =
            at(Chapter.GRID)
                    .number("cluster-node-timeout", 15_000, 0, Long.MAX_VALUE)
                    .runtime("Accepted; cluster-timeout-scale stretches the grid's own time-outs.");
    public static final Setting<Long> RPC_PORT =
            at(Chapter.GRID)
                    .number("rpc-port", 0, 0, MOST_PORT)
                    .start("Port for peers (gRPC); 0 for port + 10000.");
    public static final Setting<List<String>> INITIAL_NODES =
            at(Chapter.GRID)
                    .words("initial-nodes", "")
                    .start(
                            "Nodes to find the grid by, host:rpc-port each; those that form it name"
                                    + " them all, themselves too. If empty, a node that has not"
                                    + " been in a grid waits, and says so.");
    public static final Setting<Long> SHARDS =
            at(Chapter.GRID)
                    .number("shards", 256, 1, 16_384)
                    .start("Shards of a new grid, a power of two.");
    public static final Setting<Long> REPLICATION_FACTOR =
            at(Chapter.GRID)
                    .number("replication-factor", 3, 1, 7)
                    .start("Copies of each shard in a new grid, the primary counted.");
    public static final Setting<Long> MIN_IN_SYNC =
            at(Chapter.GRID)
                    .number("min-in-sync", 2, 1, 7)
                    .start("In-sync members below which a new grid refuses writes.");
    public static final Setting<Durability> DURABILITY =
            at(Chapter.GRID)
                    .choice("durability", Durability.REPLICATED)
                    .start("What an acknowledgement promises in a new grid.");
    public static final Setting<Long> CLUSTER_TIMEOUT_SCALE =
            at(Chapter.GRID)
                    .number("cluster-timeout-scale", 100, 10, 10_000)
                    .start("Per cent by which leases and failure detection are stretched.");
    public static final Setting<Boolean> TLS_CLUSTER =
            at(Chapter.GRID)
                    .yesNo("tls-cluster", false)
                    .start(
                            "Whether peers speak TLS, each with a certificate that descends from"
                                    + " tls-ca-cert-file. Without it, whoever reaches rpc-port is"
                                    + " trusted.");
    public static final Setting<String> TLS_CERT_FILE =
            at(Chapter.GRID)
                    .text("tls-cert-file", "")
                    .start("Certificate of this node and those that it descends from, PEM.");
    public static final Setting<String> TLS_KEY_FILE =
            at(Chapter.GRID)
                    .text("tls-key-file", "")
                    .start("Private key of that certificate, PEM.");
    public static final Setting<String> TLS_CA_CERT_FILE =
            at(Chapter.GRID)
                    .text("tls-ca-cert-file", "")
                    .start("Certificates that those of peers must descend from, PEM.");

    private SettingTable() {}

    /** All settings, in the order of the reference. */
    public static List<Setting<?>> rows() {
        return Collections.unmodifiableList(ROWS);
    }

    /** The setting of this name or alias, in any case; null if there is none. */
    public static @Nullable Setting<?> find(String name) {
        return BY_NAME.get(name.toLowerCase(Locale.ROOT));
    }

    private static OutputLimits outputs() {
        return new OutputLimits(
                Map.of(
                        Audience.NORMAL, new Limit(256 * MIB, 64 * MIB, 60),
                        Audience.SLAVE, new Limit(256 * MIB, 64 * MIB, 60),
                        Audience.PUBSUB, new Limit(32 * MIB, 8 * MIB, 60)));
    }

    private static Setting<Boolean> lazy(String occasion) {
        return at(Chapter.MEMORY)
                .yesNo("lazyfree-lazy-" + occasion, false)
                .runtime("Accepted; big values are always freed in small steps.");
    }

    private static Rows at(Chapter chapter) {
        return new Rows(chapter);
    }

    private static <T> Setting<T> add(Setting<T> row) {
        ROWS.add(row);
        BY_NAME.put(row.name(), row);
        if (row.alias() != null) {
            BY_NAME.put(row.alias(), row);
        }
        return row;
    }

    /** Begins rows of one chapter with a name, a kind and the initial value. */
    private record Rows(Chapter chapter) {

        <T> Draft<T> of(String name, Kind<T> kind, T initial) {
            return new Draft<>(chapter, name, null, kind, initial, false);
        }

        Draft<Boolean> yesNo(String name, boolean initial) {
            return of(name, new Kind.YesNo(), initial);
        }

        Draft<Long> number(String name, long initial, long least, long most) {
            return of(name, new Kind.Whole(least, most), initial);
        }

        Draft<Long> bytes(String name, long initial, long least, long most) {
            return of(name, new Kind.Bytes(least, most), initial);
        }

        Draft<String> text(String name, String initial) {
            return of(name, new Kind.Text(), initial);
        }

        Draft<List<String>> words(String name, String initial) {
            var kind = new Kind.Words();
            return of(name, kind, kind.parse(initial));
        }

        <E extends Enum<E>> Draft<E> choice(String name, E initial) {
            return of(name, new Kind.Choice<>(initial.getDeclaringClass()), initial);
        }
    }

    /** A row that waits for its last words: when it may change, and what it is for. */
    private record Draft<T>(
            Chapter chapter,
            String name,
            @Nullable String alias,
            Kind<T> kind,
            T initial,
            boolean isSecret) {

        Draft<T> alias(String older) {
            return new Draft<>(chapter, name, older, kind, initial, isSecret);
        }

        Draft<T> secret() {
            return new Draft<>(chapter, name, alias, kind, initial, true);
        }

        Setting<T> runtime(String doc) {
            return end(Change.AT_RUNTIME, doc);
        }

        Setting<T> start(String doc) {
            return end(Change.AT_START, doc);
        }

        Setting<T> protect(String doc) {
            return end(Change.PROTECTED, doc);
        }

        private Setting<T> end(Change change, String doc) {
            int number = ROWS.size();
            return add(
                    new Setting<>(
                            number, name, alias, kind, initial, isSecret, change, chapter, doc));
        }
    }
}
