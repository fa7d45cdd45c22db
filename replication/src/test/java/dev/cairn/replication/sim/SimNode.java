package dev.cairn.replication.sim;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.replication.lease.LeaseCore;
import dev.cairn.replication.lease.LeaseTimes;
import dev.cairn.replication.message.Message;

import java.util.ArrayList;
import java.util.List;

/**
 * One life of one node: its clock, its leases and its part in each shard. It stops for a while when
 * it is paused, but not its clock; what comes meanwhile waits.
 */
final class SimNode {
    private static final long TICK = 20 * Schedule.MILLI;
    private static final int TICKS_PER_ROUND = 3;
    private static final int MOST_DRIFT_PER_MILLION = 1_000;
    private static final int STALLS_ONE_IN = 3_000;

    private final SimGrid grid;
    private final Member self;
    private final int number;
    private final LeaseCore leases;
    private final List<SimShard> shards = new ArrayList<>();
    private final List<Operation> inbox = new ArrayList<>();
    private final List<Runnable> delayed = new ArrayList<>();
    private final long clockOffset;
    private final long drift;
    private boolean isOver;
    private boolean isServing;
    private long pausedUntil;
    private long ticks;

    SimNode(SimGrid grid, int number, long incarnation) {
        this.grid = grid;
        this.number = number;
        this.self = new Member(SimGrid.id(number), incarnation);
        this.clockOffset = grid.random().nextLong() / 4;
        this.drift = grid.random().nextInt(-MOST_DRIFT_PER_MILLION, MOST_DRIFT_PER_MILLION + 1);
        this.leases = new LeaseCore(LeaseTimes.scaled(1), incarnation);
        leases.peers(grid.idsWithout(number), clock());
        for (int i = 0; i < SimGrid.SHARDS; i++) {
            shards.add(new SimShard(grid, this, i));
        }
        at(grid.schedule().now() + grid.random().nextLong(TICK), this::tick);
    }

    int number() {
        return number;
    }

    NodeId id() {
        return self.node();
    }

    Member self() {
        return self;
    }

    LeaseCore leases() {
        return leases;
    }

    SimShard shard(int number) {
        return shards.get(number);
    }

    List<SimShard> shards() {
        return shards;
    }

    /** The node's own monotonic clock, which begins anywhere and goes a little wrong. */
    long clock() {
        long now = grid.schedule().now();
        return clockOffset + now + now / 1_000_000 * drift;
    }

    /** Something happens in this node, later if it is paused, never if it has ended. */
    void at(long time, Runnable action) {
        grid.schedule()
                .at(
                        time,
                        () -> {
                            if (isOver) {
                                return;
                            }
                            if (isPaused()) {
                                delayed.add(action);
                            } else {
                                action.run();
                            }
                        });
    }

    void soon(Runnable action) {
        at(grid.schedule().now() + grid.random().nextLong(100 * Schedule.MICRO), action);
    }

    void later(long delay, Runnable action) {
        at(grid.schedule().now() + delay, action);
    }

    void pause(long nanos) {
        grid.tell(() -> self + " pauses for " + nanos);
        pausedUntil = Math.max(pausedUntil, grid.schedule().now() + nanos);
        grid.schedule().at(pausedUntil, this::goOn);
    }

    /** Ends the pause at once. */
    void resume() {
        pausedUntil = grid.schedule().now();
        goOn();
    }

    private boolean isPaused() {
        return grid.schedule().now() < pausedUntil;
    }

    private void goOn() {
        if (!isPaused()) {
            var due = List.copyOf(delayed);
            delayed.clear();
            due.forEach(action -> at(pausedUntil, action));
        }
    }

    /** The process is killed. */
    void end() {
        isOver = true;
    }

    private void tick() {
        long now = clock();
        for (NodeId peer : leases.beaconsDue(now)) {
            say(peer, new Message.Beacon(now, self.incarnation()));
        }
        stall();
        if (ticks++ % TICKS_PER_ROUND == 0) {
            shards.forEach(shard -> shard.tick(now));
        }
        at(grid.schedule().now() + TICK, this::tick);
    }

    void onEntry(ShardEntry entry) {
        shards.get(entry.shard()).onEntry(entry, clock());
    }

    void linkChanged(NodeId peer, boolean isThere) {
        shards.forEach(shard -> shard.linkChanged(peer, isThere, clock()));
    }

    /** The stream broke by which snapshots travel to a peer. */
    void fillBroken(NodeId peer) {
        for (SimShard shard : shards) {
            var leading = shard.leading();
            if (leading != null) {
                leading.fillBroken(peer);
            }
        }
    }

    /** Sends a message; false if it is lost at once. */
    boolean say(NodeId to, Message message) {
        return grid.network().send(this, SimGrid.number(to), message);
    }

    void receive(Letter letter) {
        grid.conduct().receive(this, letter);
    }

    /** Takes a message for what it says. */
    void take(Letter letter) {
        NodeId from = letter.from();
        long now = clock();
        switch (letter.message()) {
            case Message.Beacon beacon -> say(from, leases.onBeacon(from, beacon, now));
            case Message.BeaconAck ack -> leases.onBeaconAck(from, ack, now);
            case Message.Fence fence -> shards.get(fence.shard()).fence(fence, now);
            case Message.HandOver order -> shards.get(order.shard()).handOver(order, now);
            case Message.OfShard ofShard -> shards.get(ofShard.shard()).receive(from, ofShard, now);
        }
    }

    // Clients: a loop reads the clock, then takes what has come; it may be paused in between.

    void ask(Operation operation) {
        inbox.add(operation);
        if (!isServing) {
            isServing = true;
            soon(this::beginLoop);
        }
    }

    private void beginLoop() {
        long loopNanos = clock();
        stall();
        soon(() -> serve(loopNanos));
    }

    /** Now and then the process stops between one thing and the next. */
    private void stall() {
        if (grid.isFaulty() && grid.random().nextInt(STALLS_ONE_IN) == 0) {
            pause(grid.random().nextLong(3 * Schedule.SECOND));
        }
    }

    private void serve(long loopNanos) {
        isServing = false;
        var asked = List.copyOf(inbox);
        inbox.clear();
        asked.forEach(each -> shards.get(each.shard()).execute(each, loopNanos));
    }
}
