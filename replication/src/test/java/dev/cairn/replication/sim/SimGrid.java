package dev.cairn.replication.sim;

import static dev.cairn.replication.sim.Schedule.MICRO;
import static dev.cairn.replication.sim.Schedule.MILLI;
import static dev.cairn.replication.sim.Schedule.SECOND;

import dev.cairn.protocol.topology.NodeId;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A whole grid in one thread: the production cores on four nodes, over a network that breaks, with
 * clocks that go wrong, pauses, crashes, hand-overs and moves. One seed gives one history, and
 * after every event of it the invariants hold.
 */
final class SimGrid {
    static final int NODES = 4;
    static final int SHARDS = 2;
    static final int FACTOR = 3;
    static final int MIN_IN_SYNC = 2;

    private static final List<NodeId> IDS =
            IntStream.range(0, NODES)
                    .mapToObj(i -> new NodeId(String.valueOf(i + 1).repeat(NodeId.LENGTH)))
                    .toList();
    private static final boolean TELLS = Boolean.getBoolean("cairn.tell");
    private static final long ASK_PERIOD = 5 * MILLI;
    private static final int CALM_SECONDS = 10;
    private static final int WRITES_OF_A_WELL_SHARD = 10;

    private final long seed;
    private final Conduct conduct;
    private final SplittableRandom random;
    private final Schedule schedule = new Schedule();
    private final @Nullable SimNode[] lives = new SimNode[NODES];
    private final long[] incarnations = new long[NODES];
    private final Network network;
    private final Metadata metadata;
    private final Controller controller;
    private final Clients clients;
    private final Invariants invariants;
    private final Faults faults;
    private boolean isFaulty = true;

    SimGrid(long seed, Conduct conduct) {
        this.seed = seed;
        this.conduct = conduct;
        this.random = new SplittableRandom(seed);
        this.network = new Network(this);
        this.metadata = new Metadata(this);
        this.controller = new Controller(this);
        this.clients = new Clients(this);
        this.invariants = new Invariants(this);
        for (int node = 0; node < NODES; node++) {
            incarnations[node] = 1;
            lives[node] = new SimNode(this, node, 1);
        }
        this.faults = new Faults(this);
        schedule.every(ASK_PERIOD, clients::ask);
        metadata.tellEverybody();
    }

    /** Runs under faults for a while, then without, until all must be well again. */
    void run(int seconds) {
        schedule.runUntil(seconds * SECOND, invariants::afterEvent);
        isFaulty = false;
        faults.end();
        long latest = schedule.now() + CALM_SECONDS * SECOND;
        long[] before = acknowledged();
        while (!isWell(before) && schedule.now() < latest) {
            schedule.runUntil(schedule.now() + SECOND / 2, invariants::afterEvent);
        }
        check(isWell(before), () -> "invariant 16: not well again: " + metadata.entries());
        schedule.runUntil(schedule.now() + SECOND, invariants::afterEvent);
    }

    /** Whether all copies are there, and each shard has taken some writes since. */
    private boolean isWell(long[] before) {
        return IntStream.range(0, SHARDS)
                .allMatch(
                        shard ->
                                clients.acknowledged(shard) > before[shard] + WRITES_OF_A_WELL_SHARD
                                        && metadata.entry(shard).inSync().size() >= FACTOR);
    }

    private long[] acknowledged() {
        return IntStream.range(0, SHARDS).mapToLong(clients::acknowledged).toArray();
    }

    static NodeId id(int number) {
        return IDS.get(number);
    }

    static int number(NodeId id) {
        return id.hex().charAt(0) - '1';
    }

    List<NodeId> idsWithout(int number) {
        return IDS.stream().filter(id -> number(id) != number).toList();
    }

    SplittableRandom random() {
        return random;
    }

    Schedule schedule() {
        return schedule;
    }

    Conduct conduct() {
        return conduct;
    }

    Network network() {
        return network;
    }

    Metadata metadata() {
        return metadata;
    }

    Controller controller() {
        return controller;
    }

    Clients clients() {
        return clients;
    }

    Invariants invariants() {
        return invariants;
    }

    boolean isFaulty() {
        return isFaulty;
    }

    /** The present life of a node; null while it is down. */
    @Nullable SimNode life(int number) {
        return lives[number];
    }

    Stream<SimNode> lives() {
        return Arrays.stream(lives).filter(Objects::nonNull).map(Objects::requireNonNull);
    }

    void crash(int number) {
        var life = lives[number];
        if (life != null) {
            tell(() -> life.self() + " is killed");
            life.end();
            lives[number] = null;
            network.breakAll(number);
        }
    }

    /** Starts a node that is down, with an empty memory. */
    void restart(int number) {
        if (lives[number] == null) {
            incarnations[number] = conduct.nextIncarnation(incarnations[number]);
            var life = new SimNode(this, number, incarnations[number]);
            lives[number] = life;
            tell(() -> life.self() + " begins");
            network.breakAll(number);
            metadata.restarted(life);
        }
    }

    /** How long something takes to get from one place to another: mostly little. */
    long delay() {
        int kind = random.nextInt(1_000);
        if (kind < 950 || !isFaulty) {
            return random.nextLong(2 * MILLI) + 20 * MICRO;
        }
        return random.nextLong(kind < 998 ? 60 * MILLI : 2 * SECOND);
    }

    /** Something worth telling, when one history is looked at with {@code -Dcairn.tell=true}. */
    void tell(Supplier<String> what) {
        if (TELLS) {
            System.out.printf("%,15d %s%n", schedule.now(), what.get());
        }
    }

    /** What is said otherwise is put together only then: nearly all checks hold. */
    void check(boolean condition, Supplier<String> otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise.get() + where());
        }
    }

    /** When it was, and how to see it again. */
    String where() {
        return "; after %d ms of seed %d, seen again by -Dtest=%s -Dcairn.seed=%d"
                .formatted(schedule.now() / MILLI, seed, "ReplicationSimulationTest", seed);
    }
}
