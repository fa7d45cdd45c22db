package dev.cairn.client;

import dev.cairn.client.call.Call;
import dev.cairn.protocol.resp.Reply;

import io.netty.channel.EventLoop;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Finds the line to the node that serves a slot, and keeps the view of the grid fresh. */
final class Router implements AutoCloseable {

    private final ClientSettings settings;
    private final Connections connections;
    private final TopologyRefresh refresh;
    private final Set<Delivery> resting = ConcurrentHashMap.newKeySet();
    private volatile TopologyView view;
    private volatile boolean closed;

    Router(ClientSettings settings, Dialer dialer) {
        this.settings = settings;
        this.connections = new Connections(settings, dialer);
        this.view = TopologyView.of(Set.copyOf(settings.seeds()), List.of());
        this.refresh = new TopologyRefresh(this, dialer.loop());
    }

    ClientSettings settings() {
        return settings;
    }

    TopologyView view() {
        return view;
    }

    boolean isClosed() {
        return closed;
    }

    /** Asks the grid for its topology until somebody answers, each known node once. */
    CompletableFuture<TopologyView> open() {
        return refresh.now(settings.timeouts().connect().plus(settings.timeouts().reply()));
    }

    /** Has the topology asked for soon; cheap to call often. */
    void refresh() {
        if (!closed && view.isClustered()) {
            refresh.soon();
        }
    }

    /** Takes a new view of the grid; whoever waited for another owner of a slot waits no more. */
    void view(TopologyView fresh) {
        TopologyView before = view;
        view = fresh;
        var kept = new HashSet<>(fresh.nodes());
        kept.addAll(settings.seeds());
        connections.retain(kept);
        for (Delivery delivery : resting) {
            if (isServedElsewhere(delivery.slot(), before, fresh)) {
                delivery.hope();
                wake(delivery);
            }
        }
    }

    private static boolean isServedElsewhere(int slot, TopologyView before, TopologyView fresh) {
        return slot != Call.NO_SLOT && !Objects.equals(before.owner(slot), fresh.owner(slot));
    }

    /** Whether calls wait for the grid to change. */
    boolean hasResting() {
        return !resting.isEmpty();
    }

    /** Notes where a slot is served now; there is probably more to learn. */
    void moved(Redirection redirection) {
        view.learn(redirection.slot(), redirection.target());
        refresh();
    }

    /** The line to the node that serves {@code slot}, or to any node if none is known to. */
    Connection line(int slot) {
        Address owner = slot == Call.NO_SLOT ? null : view.owner(slot);
        return line(owner == null ? anyNode() : owner, slot);
    }

    /** The line to the node at {@code address} that the calls of {@code slot} share. */
    Connection line(Address address, int slot) {
        return connections.to(address, slot);
    }

    private Address anyNode() {
        List<Address> nodes = List.copyOf(view.nodes());
        return nodes.get(ThreadLocalRandom.current().nextInt(nodes.size()));
    }

    /** Delivers one call, taken apart over slots if it says so and its keys lie on several. */
    CompletableFuture<Reply> deliver(Call call) {
        if (call.split() != Call.Split.NONE && view.isClustered()) {
            return new Scatter(this, call).begin();
        }
        return new Delivery(this, List.of(call), call.slot(), call.isRepeatable()).begin();
    }

    /** Delivers a transaction as one unit. */
    CompletableFuture<Reply> deliver(Transaction transaction) {
        return new Delivery(
                        this, transaction.calls(), transaction.slot(), transaction.isRepeatable())
                .begin();
    }

    /** Wakes {@code delivery} after a pause, or when this router is closed if that is sooner. */
    void wakeLater(Delivery delivery, EventLoop loop, long millis) {
        resting.add(delivery);
        loop.schedule(() -> wake(delivery), millis, TimeUnit.MILLISECONDS);
        if (closed) {
            wake(delivery);
        }
    }

    private void wake(Delivery delivery) {
        if (resting.remove(delivery)) {
            delivery.wake();
        }
    }

    /** Gives up whatever is under way; nothing that was asked stays without an answer. */
    @Override
    public void close() {
        closed = true;
        connections.close();
        List.copyOf(resting).forEach(this::wake);
    }
}
