package dev.cairn.node.dispatch;

import dev.cairn.node.config.SettingTable;
import dev.cairn.node.config.Settings;
import dev.cairn.node.metrics.Counter;
import dev.cairn.node.shard.Keyspace;
import dev.cairn.node.shard.Shard;
import dev.cairn.node.shard.Shards;
import dev.cairn.node.shard.Visit;

import org.slf4j.LoggerFactory;

/**
 * The chores of the shards: removing what is over where this node leads, and everywhere freeing
 * what large values left behind. In short slices, a shard at a time in turn; a busy shard is passed
 * over, and has its turn again in the next round.
 */
public final class Upkeep {

    private static final long SLICE_NANOS = 500_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long SHARE_PERCENT = 25;
    private static final long PERCENT_PER_EFFORT = 2;
    private static final int RECLAIMED_AT_ONCE = 256;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Settings settings;
    private final Shards shards;
    private final Lanes lanes;
    private final Routes routes;
    private final Paused paused;
    private final long[] cursors;
    private final long[] ttlSums;
    private final long[] ttlCounts;
    private long unreportedNanos;
    private int next;

    Upkeep(Settings settings, Shards shards, Lanes lanes, Routes routes, Paused paused) {
        this.settings = settings;
        this.shards = shards;
        this.lanes = lanes;
        this.routes = routes;
        this.paused = paused;
        this.ttlSums = new long[shards.count() * Keyspace.DATABASES];
        this.ttlCounts = new long[shards.count() * Keyspace.DATABASES];
        this.cursors = new long[shards.count() * Keyspace.DATABASES];
    }

    /** Does a round of chores; always by the same thread. If one fails, the next round comes. */
    public void round() {
        try {
            paused.release(System.currentTimeMillis());
            visitShards();
        } catch (RuntimeException | Error bug) {
            LoggerFactory.getLogger(Upkeep.class).error("A round of chores failed", bug);
        }
    }

    private void visitShards() {
        long most =
                roundNanos(
                        settings.get(SettingTable.HZ),
                        settings.get(SettingTable.ACTIVE_EXPIRE_EFFORT));
        long began = System.nanoTime();
        for (int i = 0; i < shards.count() && System.nanoTime() - began < most; i++) {
            Shard shard = shards.at(next);
            next = (next + 1) % shards.count();
            if (shard.hasChores() && shard.tryEnter(this)) {
                try {
                    slice(shard);
                } finally {
                    shard.leave(this);
                }
            }
        }
    }

    /** The most time that a round takes, in per cent of the time to the next. */
    static long roundNanos(long hz, long effort) {
        return NANOS_PER_SECOND / hz * (SHARE_PERCENT + PERCENT_PER_EFFORT * (effort - 1)) / 100;
    }

    private void slice(Shard shard) {
        Visit visit = lanes.here().visit;
        long now = System.currentTimeMillis();
        boolean mayChange =
                routes.serves(shard.index())
                        && Runs.objection(shard, true) == null
                        && !paused.holds(true, now);
        visit.begin(shard, mayChange ? Visit.Purpose.SERVE : Visit.Purpose.READ, now);
        try {
            long began = System.nanoTime();
            if (mayChange && shards.isActivelyExpiring()) {
                for (int db = 0; db < Keyspace.DATABASES; db++) {
                    expire(shard, visit.keyspace(db), began);
                }
                report(System.nanoTime() - began);
            }
            for (int db = 0; db < Keyspace.DATABASES; db++) {
                reclaim(visit.keyspace(db), began);
            }
        } finally {
            visit.end();
        }
    }

    private void expire(Shard shard, Keyspace keyspace, long began) {
        int i = shard.index() * Keyspace.DATABASES + keyspace.db();
        do {
            cursors[i] = keyspace.expireSome(cursors[i], left -> sample(i, left));
        } while (cursors[i] != 0 && hasTime(began));
        if (cursors[i] != 0) {
            lanes.here().tally.increment(Counter.EXPIRE_TIME_CAP_REACHED);
        } else {
            shard.averageTtl(keyspace.db(), ttlSums[i] / Math.max(1, ttlCounts[i]));
            ttlSums[i] = 0;
            ttlCounts[i] = 0;
        }
    }

    private void report(long nanos) {
        unreportedNanos += nanos;
        lanes.here().tally.add(Counter.EXPIRE_CYCLE_MILLIS, unreportedNanos / NANOS_PER_MILLI);
        unreportedNanos %= NANOS_PER_MILLI;
    }

    /** A walk in progress has met a key that has so many milliseconds left. */
    private void sample(int i, long leftMillis) {
        long sum = ttlSums[i] + leftMillis;
        if (sum >= 0) { // times without end would not fit
            ttlSums[i] = sum;
            ttlCounts[i]++;
        }
    }

    private static void reclaim(Keyspace keyspace, long began) {
        boolean more = true;
        while (more && hasTime(began)) {
            more = keyspace.reclaimSome(RECLAIMED_AT_ONCE);
        }
    }

    private static boolean hasTime(long began) {
        return System.nanoTime() - began < SLICE_NANOS;
    }
}
