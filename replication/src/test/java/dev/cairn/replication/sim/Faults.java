package dev.cairn.replication.sim;

import static dev.cairn.replication.sim.Schedule.MILLI;
import static dev.cairn.replication.sim.Schedule.SECOND;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.ShardEntry;

/** What goes wrong, by chance, and what is moved about meanwhile. */
final class Faults {
    private static final long PERIOD = 250 * MILLI;
    private static final int MOST_PERIODS = 16;

    /** So long that what a node asked for before it died has been decided. */
    private static final long CRASH_DISTANCE = 2 * SECOND;

    private final SimGrid grid;
    private long nextCrash;

    Faults(SimGrid grid) {
        this.grid = grid;
        // Some grids have hardly time to recover, in others each fault is looked at alone.
        long period = (1 + grid.random().nextInt(MOST_PERIODS)) * PERIOD;
        grid.schedule().every(period, this::strike);
    }

    private void strike() {
        if (!grid.isFaulty()) {
            return;
        }
        int shard = grid.random().nextInt(SimGrid.SHARDS);
        int node = victim(shard);
        int other = (node + 1 + grid.random().nextInt(SimGrid.NODES - 1)) % SimGrid.NODES;
        switch (grid.random().nextInt(16)) {
            case 0 -> cut(node, other);
            case 1, 13, 14 -> isolate(node);
            case 2 -> oldView(node);
            case 3, 4 -> pause(node);
            case 5, 6 -> crash(node);
            case 7, 8 -> grid.network().breakStreams(node, other);
            case 9, 10 -> grid.controller().handOver(shard);
            case 11 -> grid.controller().move(shard);
            case 12 -> suspect(node);
            default -> grid.controller().forget();
        }
    }

    /** Mostly a primary: much is at stake there. */
    private int victim(int shard) {
        var primary = grid.metadata().entry(shard).primary();
        return primary == null || grid.random().nextInt(3) == 0
                ? grid.random().nextInt(SimGrid.NODES)
                : SimGrid.number(primary);
    }

    /** Ends all faults. */
    void end() {
        for (int node = 0; node < SimGrid.NODES; node++) {
            grid.network().mend(node);
            grid.metadata().cutOff(node, false);
            grid.controller().believe(node, false);
            grid.restart(node);
        }
        grid.lives().forEach(SimNode::resume);
    }

    /** One direction only. */
    private void cut(int from, int to) {
        grid.network().cut(from, to);
        later(aWhile(4), () -> grid.network().mend(from, to));
    }

    private void isolate(int node) {
        grid.network().isolate(node);
        boolean alsoFromMetadata = grid.random().nextInt(4) > 0;
        if (alsoFromMetadata) {
            grid.metadata().cutOff(node, true);
        }
        later(
                SECOND + aWhile(3),
                () -> {
                    grid.network().mend(node);
                    if (alsoFromMetadata) {
                        grid.metadata().cutOff(node, false);
                    }
                });
    }

    private void oldView(int node) {
        grid.metadata().cutOff(node, true);
        later(aWhile(3), () -> grid.metadata().cutOff(node, false));
    }

    private void pause(int node) {
        var life = grid.life(node);
        if (life != null) {
            life.pause(aWhile(3));
        }
    }

    private void suspect(int node) {
        grid.controller().believe(node, true);
        later(aWhile(2), () -> grid.controller().believe(node, false));
    }

    private void crash(int node) {
        long now = grid.schedule().now();
        if (now < nextCrash || !isExpendable(node)) {
            return;
        }
        nextCrash = now + CRASH_DISTANCE;
        grid.crash(node);
        if (grid.random().nextBoolean()) {
            later(aWhile(1), () -> grid.controller().believe(node, isDown(node)));
        }
        later(
                aWhile(3),
                () -> {
                    grid.controller().believe(node, false);
                    grid.restart(node);
                });
    }

    private boolean isDown(int node) {
        return grid.life(node) == null;
    }

    /**
     * Whether somebody else has everything that was acknowledged, and no other failure is still to
     * be noticed: only one at a time is survived.
     */
    private boolean isExpendable(int node) {
        return grid.life(node) != null
                && grid.metadata().entries().stream().allMatch(entry -> isSafe(entry, node));
    }

    private boolean isSafe(ShardEntry entry, int without) {
        var alive = grid.lives().map(SimNode::self).toList();
        return alive.containsAll(entry.inSync())
                && alive.stream()
                        .filter(self -> !self.node().equals(SimGrid.id(without)))
                        .anyMatch(self -> entry.inSync().contains(self) || isEligible(entry, self));
    }

    private boolean isEligible(ShardEntry entry, Member self) {
        return entry.eligible().contains(self.node())
                && grid.metadata().current(self.node()).equals(self);
    }

    /** What ends a fault, unless all have ended by then. */
    private void later(long delay, Runnable ending) {
        grid.schedule()
                .after(
                        delay,
                        () -> {
                            if (grid.isFaulty()) {
                                ending.run();
                            }
                        });
    }

    private long aWhile(int mostSeconds) {
        return grid.random().nextLong(mostSeconds * SECOND);
    }
}
