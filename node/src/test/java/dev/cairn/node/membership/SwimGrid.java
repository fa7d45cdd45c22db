package dev.cairn.node.membership;

import dev.cairn.protocol.topology.NodeAddress;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.topology.StoreId;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** A grid of membership cores in virtual time, with a network that delays, loses and is cut. */
final class SwimGrid {
    static final SwimTimes TIMES = SwimTimes.scaled(100);

    private static final long MOST_LATENCY = Duration.ofMillis(2).toNanos();

    private final long seed;
    private final Random random;
    private final List<Host> hosts = new ArrayList<>();
    private final PriorityQueue<Due> agenda =
            new PriorityQueue<>(
                    Comparator.comparingLong(Due::nanos).thenComparingLong(Due::sequence));
    private final Set<Integer> island = new HashSet<>();
    private double loss;
    private long nowNanos;
    private long sequence;
    private long messages;
    private long mostRumors;
    private long trace;

    /** One thing on the agenda. */
    private record Due(long nanos, long sequence, Runnable action) {}

    /** What one node noticed about another. */
    record Notice(long nanos, int observer, MemberView member) {}

    private final List<Notice> notices = new ArrayList<>();

    /** One process of a node; events wait while it is paused. */
    private static final class Host {
        final int number;
        Swim core;
        boolean up = true;
        boolean paused;
        final ArrayDeque<SwimEvent> waiting = new ArrayDeque<>();

        Host(int number, Swim core) {
            this.number = number;
            this.core = core;
        }
    }

    SwimGrid(int nodes, long seed) {
        this.seed = seed;
        random = new Random(seed);
        for (int i = 0; i < nodes; i++) {
            hosts.add(new Host(i, core(i, 1)));
            tickLater(hosts.get(i));
        }
        linkEverybody();
    }

    static NodeId id(int number) {
        return new NodeId(String.format("%040x", number + 1));
    }

    static NodeAddress address(int number) {
        return new NodeAddress("127.0.0.1", 6379 + number, 16379 + number, 0);
    }

    private Swim core(int number, long incarnation) {
        var myself = new Swim.Myself(id(number), incarnation, address(number));
        return new Swim(myself, TIMES, new Random(random.nextLong()), nowNanos);
    }

    void linkEverybody() {
        for (Host a : hosts) {
            for (Host b : hosts) {
                if (a != b && a.up && b.up) {
                    at(latency(), () -> happen(a, new SwimEvent.Linked(id(b.number))));
                }
            }
        }
    }

    /** All hear that the grid consists of all, each in its first life. */
    void listEverybody() {
        hosts.forEach(host -> happen(host, listing(-1, 1)));
    }

    /** All hear that this node is in this life. */
    void list(int node, long incarnation) {
        hosts.forEach(host -> happen(host, listing(node, incarnation)));
    }

    private SwimEvent listing(int restarted, long incarnation) {
        List<NodeEntry> nodes = new ArrayList<>();
        for (Host host : hosts) {
            long life = host.number == restarted ? incarnation : 1;
            var store = new StoreId(new UUID(0, host.number));
            var address = address(host.number);
            nodes.add(new NodeEntry(id(host.number), store, life, address, NodeState.ACTIVE));
        }
        return new SwimEvent.Listed(nodes);
    }

    void run(Duration time) {
        long end = nowNanos + time.toNanos();
        while (!agenda.isEmpty() && agenda.element().nanos() <= end) {
            Due due = agenda.remove();
            nowNanos = due.nanos();
            due.action().run();
        }
        nowNanos = end;
    }

    void lose(double share) {
        loss = share;
    }

    void kill(int node) {
        hosts.get(node).up = false;
    }

    /** The others see their connections to the node break, as with a killed process. */
    void breakLinksTo(int node) {
        for (Host host : hosts) {
            if (host.number != node) {
                at(latency(), () -> happen(host, new SwimEvent.Unlinked(id(node))));
            }
        }
    }

    void restart(int node, long incarnation) {
        Host host = hosts.get(node);
        host.core = core(node, incarnation);
        host.up = true;
        host.waiting.clear();
        for (Host other : hosts) {
            if (other != host) {
                at(latency(), () -> happen(host, new SwimEvent.Linked(id(other.number))));
                at(latency(), () -> happen(other, new SwimEvent.Linked(id(node))));
            }
        }
    }

    void pause(int node, Duration time) {
        Host host = hosts.get(node);
        if (!host.paused) {
            host.paused = true;
            at(time.toNanos(), () -> resume(host));
        }
    }

    private void resume(Host host) {
        host.paused = false;
        while (!host.waiting.isEmpty()) {
            happen(host, host.waiting.remove());
        }
    }

    /** These nodes and the others no longer hear each other. */
    void cutOff(Set<Integer> nodes) {
        island.addAll(nodes);
    }

    void heal() {
        island.clear();
        linkEverybody();
    }

    void happen(int node, SwimEvent event) {
        happen(hosts.get(node), event);
    }

    private void happen(Host host, SwimEvent event) {
        if (!host.up) {
            return;
        }
        if (host.paused) {
            host.waiting.add(event);
            return;
        }
        for (SwimEffect effect : host.core.handle(event, nowNanos)) {
            switch (effect) {
                case SwimEffect.Send send -> deliver(host, send);
                case SwimEffect.Noticed noticed -> note(host, noticed.member());
            }
        }
    }

    private void deliver(Host from, SwimEffect.Send send) {
        messages++;
        trace = trace * 31 + Objects.hash(nowNanos, from.number, send.to());
        mostRumors = Math.max(mostRumors, news(send.message()));
        Host to = hosts.get(Integer.parseInt(send.to().hex().substring(32), 16) - 1);
        boolean cut = island.contains(from.number) != island.contains(to.number);
        if (cut || random.nextDouble() < loss) {
            return;
        }
        var heard = new SwimEvent.Heard(id(from.number), send.message());
        at(latency(), () -> happen(to, heard));
    }

    private void note(Host observer, MemberView member) {
        trace = trace * 31 + Objects.hash(nowNanos, observer.number, member.version());
        notices.add(new Notice(nowNanos, observer.number, member));
    }

    private static long news(Gossip message) {
        return message instanceof Gossip.Sync ? 0 : message.rumors().size();
    }

    private void tickLater(Host host) {
        at(
                TIMES.tick() + latency(),
                () -> {
                    if (!host.paused) {
                        happen(host, new SwimEvent.Tick());
                    }
                    tickLater(host);
                });
    }

    private long latency() {
        return random.nextLong(MOST_LATENCY);
    }

    private void at(long delay, Runnable action) {
        agenda.add(new Due(nowNanos + delay, sequence++, action));
    }

    Standing standing(int observer, int node) {
        MemberView view = hosts.get(observer).core.members().get(id(node));
        return view == null ? Standing.LEFT : view.standing();
    }

    boolean everybodySees(int node, Standing standing) {
        return hosts.stream()
                .filter(host -> host.up && host.number != node)
                .allMatch(host -> standing(host.number, node) == standing);
    }

    boolean everybodySeesEverybody() {
        return hosts.stream()
                .filter(host -> host.up)
                .allMatch(host -> everybodySees(host.number, Standing.ALIVE));
    }

    Swim core(int node) {
        return hosts.get(node).core;
    }

    MemberView view(int observer, int node) {
        return Objects.requireNonNull(core(observer).members().get(id(node)));
    }

    List<Notice> notices() {
        return notices;
    }

    List<Notice> deaths() {
        return notices.stream().filter(n -> n.member().standing() == Standing.DEAD).toList();
    }

    long messages() {
        return messages;
    }

    long mostRumors() {
        return mostRumors;
    }

    long trace() {
        return trace;
    }

    Random random() {
        return random;
    }

    @Override
    public String toString() {
        return hosts.size() + " nodes, seed " + seed;
    }
}
