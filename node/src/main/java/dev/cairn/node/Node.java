package dev.cairn.node;

import dev.cairn.node.command.CommandTable;
import dev.cairn.node.config.ConfigSources;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.config.Settings;
import dev.cairn.node.dispatch.Dispatcher;
import dev.cairn.node.dispatch.Lanes;
import dev.cairn.node.http.HttpPort;
import dev.cairn.node.http.Site;
import dev.cairn.node.metrics.Counter;
import dev.cairn.node.metrics.Exposition;
import dev.cairn.node.server.Server;
import dev.cairn.protocol.topology.NodeId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
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
    private final CountDownLatch asked = new CountDownLatch(1);
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
    private final @Nullable Identity identity;
    private final Exposition metrics;
    private volatile @Nullable Grid grid;
    private @Nullable HttpPort http;

    private Node(ConfigSources sources, @Nullable Identity identity) {
        this.identity = identity;
        NodeId self = identity == null ? Identity.randomId() : identity.member().node();
        services = new Services(self, sources, table.all().size(), workers, asked::countDown);
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
     * @throws IOException if the port cannot be listened on
     */
    public static Node start(ConfigSources sources) throws IOException, InterruptedException {
        Settings settings = sources.settings();
        boolean inGrid = settings.get(SettingTable.CLUSTER_ENABLED);
        if (inGrid) {
            RecordBounds.set(settings, Runtime.getRuntime().maxMemory());
        }
        var node =
                new Node(
                        sources,
                        inGrid ? Identity.open(Path.of(settings.get(SettingTable.DIR))) : null);
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
        var upkeep = dispatcher.upkeep();
        long periodMillis = MILLIS_PER_SECOND / services.settings().get(SettingTable.HZ);
        chores.scheduleWithFixedDelay(
                upkeep::round, periodMillis, periodMillis, TimeUnit.MILLISECONDS);
        chores.scheduleWithFixedDelay(
                services::sample, 0, SAMPLED_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The port that clients connect to. */
    public int port() {
        return services.port();
    }

    /** Waits until a client or a signal asks for the end. */
    public void awaitShutdown() throws InterruptedException {
        asked.await();
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
    }
}
