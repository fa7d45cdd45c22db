package dev.cairn.node;

import dev.cairn.node.command.CommandTable;
import dev.cairn.node.config.ConfigSources;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.dispatch.Dispatcher;
import dev.cairn.node.dispatch.Lanes;
import dev.cairn.node.server.Server;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One node: every room made and wired to the others, here and nowhere else. */
public final class Node implements AutoCloseable {

    private static final long MILLIS_PER_SECOND = 1_000;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final ExecutorService workers =
            Executors.newCachedThreadPool(Thread.ofPlatform().name("worker-", 0).factory());
    private final ScheduledExecutorService chores =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("chores").daemon().factory());
    private final Services services;
    private final Dispatcher dispatcher;
    private final Server server;

    private Node(ConfigSources sources) {
        CommandTable table = Commands.table();
        services = new Services(sources, table.all().size(), workers, asked::countDown);
        var lanes =
                new Lanes(
                        services.shards(),
                        services.settings(),
                        services.counters(),
                        services.commandCounters());
        dispatcher = new Dispatcher(table, lanes, services);
        server = new Server(services, dispatcher);
    }

    /**
     * Starts a node that serves clients when this returns.
     *
     * @throws IOException if the port cannot be listened on
     */
    public static Node start(ConfigSources sources) throws IOException, InterruptedException {
        var node = new Node(sources);
        try {
            node.server.listen(BindAddresses.of(node.services.settings()));
            node.services.port(node.server.port());
            node.keepUp();
            return node;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            node.close();
            throw failed;
        }
    }

    private void keepUp() {
        var upkeep = dispatcher.upkeep();
        long periodMillis = MILLIS_PER_SECOND / services.settings().get(SettingTable.HZ);
        chores.scheduleWithFixedDelay(
                upkeep::round, periodMillis, periodMillis, TimeUnit.MILLISECONDS);
    }

    /** The port that clients connect to. */
    public int port() {
        return services.port();
    }

    /** Waits until a client or a signal asks for the end. */
    public void awaitShutdown() throws InterruptedException {
        asked.await();
    }

    @Override
    public void close() {
        server.close();
        chores.shutdownNow();
        workers.shutdown();
    }
}
