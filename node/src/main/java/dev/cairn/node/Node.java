package dev.cairn.node;

import dev.cairn.node.command.CommandTable;
import dev.cairn.node.config.ConfigSources;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.config.Settings;
import dev.cairn.node.dispatch.Dispatcher;
import dev.cairn.node.dispatch.Lanes;
import dev.cairn.node.dispatch.Upkeep;
import dev.cairn.node.http.HttpPort;
import dev.cairn.node.http.Site;
import dev.cairn.node.metrics.Counter;
import dev.cairn.node.metrics.Exposition;
import dev.cairn.node.server.Server;
import dev.cairn.protocol.topology.NodeId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One node: every room made and wired to the others, here and nowhere else. */
public final class Node implements AutoCloseable {

    private static final long MILLIS_PER_SECOND = 1_000;
    private static final long SAMPLED_EVERY_MILLIS = 250;
    private static final long SILENCE_MILLIS = 250;
    private static final long MOST_SILENCE_SECONDS = 3;

    private final CommandTable table = Commands.table();
    private final CompletableFuture<Ending> end = new CompletableFuture<>();
    private final ExecutorService workers =
            Executors.newFixedThreadPool(
                    Runtime.getRuntime().availableProcessors(),
                    Thread.ofPlatform().name("worker-", 0).factory());
    private final ScheduledExecutorService chores =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("chores").daemon().factory());
    private final Services services;
    private final Dispatcher dispatcher;
    private final Server server;
    private final NodeDirectory directory;
    private final @Nullable Identity identity;
    private final Exposition metrics;
    private volatile @Nullable Grid grid;
    private @Nullable HttpPort http;

    /** How a node has come to its end. */
    public sealed interface Ending {
        /** A client or a signal has asked for it. */
        record Asked() implements Ending {}

        /** The node cannot go on, for this reason. */
        record Failed(String why) implements Ending {}
    }

    private Node(ConfigSources sources, NodeDirectory directory, @Nullable Identity identity) {
        this.directory = directory;
        this.identity = identity;
        NodeId self = identity == null ? Identity.randomId() : identity.member().node();
        services = new Services(self, sources, table.all().size(), workers, end::complete);
        var lanes =
                new Lanes(
                        services.shards(),
                        services.settings(),
                        services.counters(),
                        services.commandCounters());
        dispatcher = new Dispatcher(table, lanes, services);
        server = new Server(services, dispatcher);
        metrics = new Exposition(new NodeFigures(services, table, () -> grid)::all);
    }

    /**
     * Starts a node that serves clients when this returns.
     *
     * @throws IOException if its directory cannot be had or its port cannot be listened on
     */
    public static Node start(ConfigSources sources) throws IOException, InterruptedException {
        var directory = NodeDirectory.hold(Path.of(sources.settings().get(SettingTable.DIR)));
        try {
            return start(sources, directory);
        } catch (IOException | InterruptedException | RuntimeException failed) {
            directory.close();
            throw failed;
        }
    }

    private static Node start(ConfigSources sources, NodeDirectory directory)
            throws IOException, InterruptedException {
        Settings settings = sources.settings();
        OpenFiles.cut(settings);
        boolean inGrid = settings.get(SettingTable.CLUSTER_ENABLED);
        if (inGrid) {
            RecordBounds.set(settings, Runtime.getRuntime().maxMemory());
        }
        var node = new Node(sources, directory, inGrid ? Identity.open(directory) : null);
        try {
            node.server.listen(BindAddresses.of(settings));
            node.services.port(node.server.port());
            node.openHttp();
            node.enterGrid();
            node.keepUp();
            return node;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            node.close();
            throw failed;
        }
    }

    private void openHttp() throws IOException, InterruptedException {
        int port = services.settings().get(SettingTable.HTTP_PORT).intValue();
        if (port > 0) {
            var site = new Site(new Vitals(services, () -> grid), metrics::text);
            var opened = new HttpPort(site);
            http = opened;
            opened.listen(server.besides(), BindAddresses.of(services.settings(), port));
        }
    }

    private void enterGrid() throws IOException {
        Identity me = identity;
        if (me != null) {
            var address = Addresses.of(services.settings(), port());
            var wired = new Grid.Node(services, table, dispatcher, server::lookAtGates);
            var entered = new Grid(wired, me, address);
            grid = entered;
            entered.start();
        }
    }

    private void keepUp() {
        keepUp(dispatcher.upkeep());
        chores.scheduleWithFixedDelay(
                services::sample, 0, SAMPLED_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A round after a while, and so on; how long the while is may change at any time. */
    private void keepUp(Upkeep upkeep) {
        long periodMillis = MILLIS_PER_SECOND / services.settings().get(SettingTable.HZ);
        chores.schedule(
                () -> {
                    try {
                        upkeep.round();
                    } finally {
                        keepUp(upkeep);
                    }
                },
                periodMillis,
                TimeUnit.MILLISECONDS);
    }

    /** The port that clients connect to. */
    public int port() {
        return services.port();
    }

    /** Waits for the node's end: somebody asks for it, or the node cannot go on. */
    public Ending awaitEnd() {
        return end.join();
    }

    /** Ends the node in good order: others take over first what it answers for. */
    public void leave() throws InterruptedException {
        Grid entered = grid;
        if (entered != null && entered.leave()) {
            awaitSilence();
        }
    }

    /** Waits until clients have followed to where they were sent, so that none is cut off. */
    private void awaitSilence() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SILENCE_SECONDS);
        long before = -1;
        long heard = services.counters().sum(Counter.INPUT_BYTES);
        while (heard != before && System.nanoTime() - end < 0) {
            before = heard;
            TimeUnit.MILLISECONDS.sleep(SILENCE_MILLIS);
            heard = services.counters().sum(Counter.INPUT_BYTES);
        }
    }

    @Override
    public void close() {
        HttpPort opened = http;
        if (opened != null) {
            opened.close();
        }
        metrics.close();
        server.close();
        Grid entered = grid;
        if (entered != null) {
            entered.close();
        }
        chores.shutdownNow();
        workers.shutdown();
        directory.close();
    }
}
