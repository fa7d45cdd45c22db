package dev.cairn.node;

import dev.cairn.node.acl.Users;
import dev.cairn.node.command.server.MemoryFigures;
import dev.cairn.node.config.ConfigFile;
import dev.cairn.node.config.ConfigSources;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.config.Settings;
import dev.cairn.node.metrics.CommandCounters;
import dev.cairn.node.metrics.Counter;
import dev.cairn.node.metrics.Counters;
import dev.cairn.node.metrics.ErrorCounters;
import dev.cairn.node.metrics.LatencyMonitor;
import dev.cairn.node.metrics.Samples;
import dev.cairn.node.metrics.SlowLog;
import dev.cairn.node.session.NodeServices;
import dev.cairn.node.session.PeerTraffic;
import dev.cairn.node.session.Presence;
import dev.cairn.node.session.Sessions;
import dev.cairn.node.shard.Shards;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.Topology;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** What a node offers to its commands. */
final class Services implements NodeServices {

    private final ConfigSources sources;
    private final Users users;
    private final Sessions sessions = new Sessions();
    private final Shards shards;
    private final Counters counters = new Counters();
    private final CommandCounters commandCounters;
    private final ErrorCounters errorCounters = new ErrorCounters();
    private final Samples samples = new Samples();
    private final SlowLog slowLog = new SlowLog();
    private final LatencyMonitor latency = new LatencyMonitor();
    private final String runId = Identity.randomId().hex();
    private final NodeId self;
    private final long startedAtMillis = System.currentTimeMillis();
    private final Consumer<Node.Ending> end;
    private volatile @Nullable Topology topology;
    private volatile @Nullable Grid grid;
    private volatile int port;

    Services(
            NodeId self,
            ConfigSources sources,
            int commands,
            Executor workers,
            Consumer<Node.Ending> end) {
        this.self = self;
        this.sources = sources;
        this.users = new Users(sources.settings());
        int count = sources.settings().get(SettingTable.SHARDS).intValue();
        this.shards = new Shards(count, workers);
        shards.tracking().mostKeys(settings().get(SettingTable.TRACKING_TABLE_MAX_KEYS));
        settings().onChange(SettingTable.TRACKING_TABLE_MAX_KEYS, shards::mostTracked);
        this.commandCounters = new CommandCounters(commands);
        this.end = end;
    }

    void topology(Topology next) {
        topology = next;
    }

    /** The grid that the node is part of. */
    void enter(Grid entered) {
        grid = entered;
    }

    void port(int bound) {
        port = bound;
    }

    @Override
    public Settings settings() {
        return sources.settings();
    }

    @Override
    public @Nullable ConfigFile configFile() {
        return sources.file();
    }

    @Override
    public Users users() {
        return users;
    }

    @Override
    public Sessions sessions() {
        return sessions;
    }

    @Override
    public Shards shards() {
        return shards;
    }

    @Override
    public Counters counters() {
        return counters;
    }

    @Override
    public CommandCounters commandCounters() {
        return commandCounters;
    }

    @Override
    public ErrorCounters errorCounters() {
        return errorCounters;
    }

    @Override
    public Samples samples() {
        return samples;
    }

    /** Measures what is measured now and then. */
    void sample() {
        PeerTraffic peers = peerTraffic();
        samples.add(
                new Samples.Sample(
                        System.nanoTime(),
                        counters.sum(Counter.COMMANDS),
                        counters.sum(Counter.INPUT_BYTES),
                        counters.sum(Counter.OUTPUT_BYTES),
                        peers.bytesReceived(),
                        peers.bytesSent(),
                        MemoryFigures.usedBytes(this)));
    }

    @Override
    public SlowLog slowLog() {
        return slowLog;
    }

    @Override
    public LatencyMonitor latency() {
        return latency;
    }

    @Override
    public boolean isInGrid() {
        return settings().get(SettingTable.CLUSTER_ENABLED);
    }

    @Override
    public @Nullable Topology topology() {
        return topology;
    }

    @Override
    public Presence presence(NodeId node) {
        Grid entered = grid;
        return entered == null || node.equals(self) ? Presence.ALIVE : entered.presence(node);
    }

    @Override
    public int strandedShards() {
        Grid entered = grid;
        return entered == null ? 0 : entered.stranded().size();
    }

    @Override
    public int takeOver() {
        Grid entered = grid;
        return entered == null ? 0 : entered.takeOver();
    }

    @Override
    public long uncleanElections() {
        Grid entered = grid;
        return entered == null ? 0 : entered.uncleanElections();
    }

    @Override
    public PeerTraffic peerTraffic() {
        Grid entered = grid;
        return entered == null ? PeerTraffic.NONE : entered.peerTraffic();
    }

    @Override
    public NodeId self() {
        return self;
    }

    @Override
    public String runId() {
        return runId;
    }

    @Override
    public long startedAtMillis() {
        return startedAtMillis;
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nowMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void shutdown() {
        end.accept(new Node.Ending.Asked());
    }

    /** The node cannot go on; begins its end, and returns at once. */
    void fail(String why) {
        end.accept(new Node.Ending.Failed(why));
    }
}
