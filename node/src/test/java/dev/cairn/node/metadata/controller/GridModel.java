package dev.cairn.node.metadata.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.metadata.Grids;
import dev.cairn.node.metadata.MetaCommand;
import dev.cairn.node.metadata.MetaCommand.AdmitInSync;
import dev.cairn.node.metadata.MetaCommand.DropInSync;
import dev.cairn.node.metadata.MetaCommand.FormCluster;
import dev.cairn.node.metadata.MetaCommand.TransferPrimary;
import dev.cairn.node.metadata.MetaState;
import dev.cairn.node.metadata.MetaView;
import dev.cairn.node.metadata.Outcome;
import dev.cairn.node.metadata.RequestId;
import dev.cairn.protocol.topology.ClusterSettings;
import dev.cairn.protocol.topology.Durability;
import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.NodeState;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.protocol.topology.StoreId;
import dev.cairn.protocol.topology.Topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A grid in one thread around the real controller and the real state: nodes are lists of records,
 * messages and log entries are late, lost or doubled, and no acknowledged record may vanish.
 */
class GridModel {
    static final long TICK = Duration.ofMillis(10).toNanos();
    private static final long GOSSIP = Duration.ofMillis(700).toNanos();
    private static final long GRACE = Duration.ofMillis(1_500).toNanos();
    private static final long ACK_TIMEOUT = Duration.ofMillis(500).toNanos();

    final MetaState state = new MetaState();
    final Map<NodeId, Machine> machines = new TreeMap<>();
    final Random random;
    long now;

    /** How long a copy must have been followed before it is admitted. */
    long catchUpNanos = Duration.ofMillis(60).toNanos();

    private Controller controller;
    private long sequence;
    private long records;
    private final List<List<Record>> committed = new ArrayList<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>((a, b) -> Long.compare(a.at * 4 + a.order, b.at * 4 + b.order));

    /** A record of a shard's log. */
    private record Record(long term, long number) {}

    private record Event(long at, int order, Runnable what) {}

    /** With a new primary a copy begins to catch up anew. */
    private record Attached(long term, long sinceNanos) {}

    /** A node: its present life and its disk. */
    static final class Machine {
        final NodeId id;
        final Map<Integer, List<Record>> logs = new HashMap<>();
        final Map<Integer, Long> fenced = new HashMap<>();
        final Map<Integer, Attached> attached = new HashMap<>();
        NodeEntry entry;
        boolean alive = true;
        long sinceNanos;

        Machine(NodeEntry entry) {
            this.id = entry.id();
            this.entry = entry;
        }

        List<Record> log(int shard) {
            return logs.computeIfAbsent(shard, _ -> new ArrayList<>());
        }
    }

    GridModel(long seed, int nodes, int shards) {
        random = new Random(seed);
        controller = new Controller(tuning(), now);
        var settings = new ClusterSettings(shards, 3, 2, Durability.REPLICATED);
        List<NodeEntry> entries = Grids.nodes(nodes);
        entries.forEach(entry -> machines.put(entry.id(), new Machine(entry)));
        List<NodeId> ids = entries.stream().map(NodeEntry::id).toList();
        var form =
                new FormCluster(
                        "grid",
                        settings,
                        entries,
                        InitialPlacement.of(ids, settings),
                        ids.subList(0, 1));
        state.apply(form, nextId());
        for (int shard = 0; shard < shards; shard++) {
            committed.add(new ArrayList<>());
        }
    }

    static Tuning tuning() {
        Tuning t = Tuning.STANDARD;
        return new Tuning(
                t.fenceRetry(),
                t.answerWindow(),
                t.scarceWindow(),
                t.retry(),
                t.settle(),
                Duration.ofSeconds(8),
                t.movesPerNode(),
                t.handOvers(),
                1);
    }

    Topology topology() {
        return Objects.requireNonNull(state.topology());
    }

    void newLeader() {
        controller = new Controller(tuning(), now);
        machines.values().forEach(this::gossip);
    }

    Machine add(int number) {
        var machine = new Machine(Grids.node(number));
        machine.sinceNanos = now;
        machines.put(machine.id, machine);
        return machine;
    }

    void kill(Machine machine) {
        machine.alive = false;
        machine.sinceNanos = now;
        machine.attached.clear();
        later(GOSSIP, () -> gossip(machine));
    }

    void restart(Machine machine) {
        NodeEntry old = machine.entry;
        machine.entry =
                new NodeEntry(
                        old.id(),
                        old.store(),
                        old.incarnation() + 1,
                        old.address(),
                        NodeState.ACTIVE);
        machine.alive = true;
        machine.sinceNanos = now;
        machine.fenced.clear();
        gossip(machine);
    }

    /** It comes back with nothing of what it had. */
    void restartEmptied(Machine machine) {
        restart(machine);
        NodeEntry back = machine.entry;
        var store = new StoreId(new UUID(1, ++sequence));
        machine.logs.clear();
        machine.entry =
                new NodeEntry(back.id(), store, back.incarnation(), back.address(), back.state());
    }

    /** An operator does not wait for whom nobody can reach. */
    int takeOver() {
        List<ShardEntry> stranded = Takeover.stranded(topology(), node -> !machine(node).alive);
        Takeover.of(stranded).forEach(command -> apply(command, nextId()));
        return stranded.size();
    }

    void wish(Machine machine, NodeState state) {
        observe(new Hint.StateWished(machine.entry.member(), state));
    }

    void run(Duration length) {
        long end = now + length.toNanos();
        while (now < end) {
            now += TICK;
            while (!events.isEmpty() && events.element().at <= now) {
                events.remove().what.run();
            }
            machines.values().forEach(this::live);
            write();
            decide();
        }
    }

    /** Whoever leads the log, or believes that it does, decides. */
    void decide() {
        var view = new MetaView(state.topology(), state.uncleanElections(), 1, sequence);
        controller.step(view, now).forEach(this::carryOut);
    }

    /** Whoever leads the log hears this. */
    void observe(Hint hint) {
        controller.observe(hint, now);
    }

    void gossip(Machine machine) {
        long incarnation = machine.entry.incarnation();
        observe(new Hint.Liveness(machine.id, incarnation, machine.alive));
    }

    /** What one node does in one tick. */
    private void live(Machine machine) {
        if (!machine.alive) {
            return;
        }
        NodeEntry known = topology().nodes().get(machine.id);
        if (known == null || known.incarnation() != machine.entry.incarnation()) {
            if (random.nextInt(20) == 0) {
                observe(new Hint.Announced(machine.entry));
            }
            return;
        }
        for (ShardEntry shard : topology().shards()) {
            if (machine.id.equals(shard.primary())) {
                lead(machine, shard);
            } else if (shard.hasInSync(machine.id)) {
                depose(machine, shard);
            }
        }
    }

    private void lead(Machine primary, ShardEntry shard) {
        for (Member member : shard.inSync()) {
            Machine other = machine(member.node());
            if (!other.alive && now - other.sinceNanos > ACK_TIMEOUT && random.nextInt(10) == 0) {
                propose(new DropInSync(Movements.at(shard), other.id));
            }
        }
        List<NodeId> followers = new ArrayList<>(shard.replicas());
        followers.addAll(shard.learners());
        for (NodeId follower : followers) {
            if (!shard.hasInSync(follower)) {
                fill(primary, machine(follower), shard);
            }
        }
    }

    private void fill(Machine primary, Machine other, ShardEntry shard) {
        NodeEntry known = topology().nodes().get(other.id);
        boolean present =
                other.alive
                        && known != null
                        && known.incarnation() == other.entry.incarnation()
                        && known.state() != NodeState.STOPPING;
        if (!present) {
            other.attached.remove(shard.shard());
            return;
        }
        Attached old = other.attached.get(shard.shard());
        if (old == null || old.term() != shard.term()) {
            other.attached.put(shard.shard(), new Attached(shard.term(), now));
        } else if (now - old.sinceNanos() > catchUpNanos && random.nextInt(10) == 0) {
            copy(primary, other, shard.shard());
            propose(new AdmitInSync(Movements.at(shard), other.entry.member()));
        }
    }

    private void depose(Machine member, ShardEntry shard) {
        Machine primary = machine(Objects.requireNonNull(shard.primary()));
        boolean silent = !primary.alive && now - primary.sinceNanos > GRACE;
        boolean asks = member.fenced.getOrDefault(shard.shard(), 0L) <= shard.term();
        if (silent && asks && random.nextInt(20) == 0) {
            Member by = member.entry.member();
            observe(new Hint.DepositionAsked(shard.shard(), shard.term(), by));
        }
    }

    /** A client writes somewhere; it is acknowledged when every in-sync member has the record. */
    private void write() {
        ShardEntry shard = topology().shard(random.nextInt(topology().shards().size()));
        NodeId leader = shard.primary();
        if (leader == null || !serves(machine(leader), shard)) {
            return;
        }
        Machine primary = machine(leader);
        primary.log(shard.shard()).add(new Record(shard.term(), ++records));
        boolean everywhere = true;
        for (Member member : shard.inSync()) {
            Machine other = machine(member.node());
            boolean takes =
                    other.alive
                            && other.entry.incarnation() == member.incarnation()
                            && other.fenced.getOrDefault(shard.shard(), 0L) <= shard.term()
                            && random.nextInt(20) > 0;
            if (takes) {
                copy(primary, other, shard.shard());
            }
            everywhere &= takes || other == primary;
        }
        if (everywhere && shard.inSync().size() >= topology().minInSync()) {
            committed.set(shard.shard(), List.copyOf(primary.log(shard.shard())));
        }
    }

    private static boolean serves(Machine primary, ShardEntry shard) {
        return primary.alive
                && shard.incarnationInSync(primary.id) == primary.entry.incarnation()
                && primary.fenced.getOrDefault(shard.shard(), 0L) <= shard.term();
    }

    private void copy(Machine from, Machine to, int shard) {
        if (from != to) {
            to.logs.put(shard, new ArrayList<>(from.log(shard)));
        }
    }

    final void carryOut(Action action) {
        switch (action) {
            case Action.Propose a -> propose(a.command());
            case Action.Fence a -> later(delay(), () -> fence(machine(a.to()), a.orders()));
            case Action.HandOver a ->
                    later(delay(), () -> a.orders().forEach(order -> handOver(a, order)));
            case Action.ChangeVoters _ -> {}
        }
    }

    private void fence(Machine machine, List<Action.FenceOrder> orders) {
        if (!machine.alive || random.nextInt(10) == 0) {
            return;
        }
        for (Action.FenceOrder order : orders) {
            machine.fenced.merge(order.shard(), order.term(), Math::max);
            List<Record> log = machine.log(order.shard());
            long lastTerm = log.isEmpty() ? 0 : log.getLast().term();
            Member by = machine.entry.member();
            var end =
                    new Hint.LogEnd(
                            order.shard(), order.term(), order.version(), by, lastTerm, log.size());
            later(delay(), () -> observe(end));
        }
    }

    private void handOver(Action.HandOver action, Action.HandOverOrder order) {
        ShardEntry shard = topology().shard(order.shard());
        Machine primary = machine(action.primary());
        Machine successor = machine(order.to());
        boolean possible =
                shard.version() == order.version()
                        && serves(primary, shard)
                        && successor.alive
                        && shard.hasInSync(successor.id);
        if (possible) {
            propose(new TransferPrimary(Movements.at(shard), successor.id));
        }
    }

    void propose(MetaCommand command) {
        if (random.nextInt(20) == 0) {
            return;
        }
        RequestId id = nextId();
        later(delay(), () -> apply(command, id));
        if (random.nextInt(20) == 0) {
            later(delay(), () -> apply(command, id));
        }
    }

    Outcome apply(MetaCommand command, RequestId id) {
        Topology before = topology();
        long unclean = state.uncleanElections();
        beforeTransfer(command);
        Outcome outcome = state.apply(command, id);
        Topology after = topology();
        if (state.uncleanElections() > unclean) {
            acceptLosses(before, after);
        }
        check(before, after);
        return outcome;
    }

    /** What the first primary after a loss has is all that there is. */
    private void acceptLosses(Topology before, Topology after) {
        for (ShardEntry shard : after.shards()) {
            ShardEntry old = before.shard(shard.shard());
            NodeId primary = shard.primary();
            boolean lost = old.primary() == null && old.eligible().isEmpty();
            if (lost && primary != null) {
                committed.set(shard.shard(), List.copyOf(machine(primary).log(shard.shard())));
            }
        }
    }

    /** The primary queues commands until all members are level, and only then proposes. */
    private void beforeTransfer(MetaCommand command) {
        switch (command) {
            case TransferPrimary c -> level(c.at().shard(), c.newPrimary());
            case AdmitInSync c -> level(c.at().shard(), c.member().node());
            default -> {}
        }
    }

    private void level(int shard, NodeId to) {
        NodeId primary = topology().shard(shard).primary();
        if (primary != null && serves(machine(primary), topology().shard(shard))) {
            copy(machine(primary), machine(to), shard);
        }
    }

    private void check(Topology before, Topology after) {
        assertThat(after.version()).isGreaterThanOrEqualTo(before.version());
        for (ShardEntry shard : after.shards()) {
            ShardEntry old = before.shard(shard.shard());
            assertThat(shard.term()).isGreaterThanOrEqualTo(old.term());
            assertThat(shard.version()).isGreaterThanOrEqualTo(old.version());
            if (!Objects.equals(shard.primary(), old.primary())) {
                assertThat(shard.term()).isGreaterThan(old.term());
            }
            for (Member member : shard.inSync()) {
                NodeEntry node = Objects.requireNonNull(after.nodes().get(member.node()));
                assertThat(member.incarnation()).isEqualTo(node.incarnation());
            }
            NodeId primary = shard.primary();
            boolean isElected = primary != null && !primary.equals(old.primary());
            // One elected in a life that is over by now may have come back with nothing.
            if (primary != null && isElected && isInLife(primary, shard)) {
                List<Record> promised = committed.get(shard.shard());
                List<Record> log = machine(primary).log(shard.shard());
                assertThat(log.subList(0, Math.min(promised.size(), log.size())))
                        .as("log of " + shard)
                        .isEqualTo(promised);
            }
        }
    }

    private boolean isInLife(NodeId primary, ShardEntry shard) {
        return shard.incarnationInSync(primary) == machine(primary).entry.incarnation();
    }

    Machine machine(NodeId id) {
        return Objects.requireNonNull(machines.get(id));
    }

    final long delay() {
        return (1 + random.nextInt(8)) * TICK / 2;
    }

    final void later(long delay, Runnable what) {
        events.add(new Event(now + delay, 0, what));
    }

    final RequestId nextId() {
        return new RequestId(1, ++sequence);
    }
}
