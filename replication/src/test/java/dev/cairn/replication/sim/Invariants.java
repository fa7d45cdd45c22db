package dev.cairn.replication.sim;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.replication.log.LogEnd;
import dev.cairn.replication.log.LogRecord;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What must hold after every event, seen by somebody who sees everything. The numbers are those of
 * the design's list; 10, 14 and 15 concern slots, connections and files, which are not here.
 */
final class Invariants {
    private final SimGrid grid;
    private final List<Truth> truths = new ArrayList<>();
    private final Map<SimShard, Seen> seen = new IdentityHashMap<>();

    /** All that was ever committed, written or decided of one shard. */
    private static final class Truth {
        final List<LogRecord> committed = new ArrayList<>();
        final List<Long> digests = new ArrayList<>(List.of(0L));
        final Map<LogEnd, Written> written = new HashMap<>();
        final Map<Long, Member> leaders = new HashMap<>();
        final Map<Long, NodeId> elected = new HashMap<>();
        final NavigableMap<Long, Long> committedIn = new TreeMap<>();
        long term;
    }

    /** A record that was seen in some log, and the place before it. */
    private record Written(LogRecord record, LogEnd previous) {}

    /** What a node's part in a shard looked like after the last event. */
    private static final class Seen {
        @Nullable Object role;
        LogEnd base = LogEnd.NONE;
        LogEnd end = LogEnd.NONE;
        long term;
        long version;
        long committed;
        long applied = -1;
    }

    Invariants(SimGrid grid) {
        this.grid = grid;
        for (int shard = 0; shard < SimGrid.SHARDS; shard++) {
            truths.add(new Truth());
        }
    }

    /** The metadata log has made this entry the shard's. */
    void decided(ShardEntry entry) {
        var truth = truths.get(entry.shard());
        check(entry.term() >= truth.term, () -> "2: a term went back to " + entry.term());
        truth.term = entry.term();
        NodeId primary = entry.primary();
        if (primary != null) {
            NodeId other = truth.elected.putIfAbsent(entry.term(), primary);
            check(
                    other == null || other.equals(primary),
                    () -> "1: two primaries were elected for term " + entry.term());
        }
        for (Member member : entry.inSync()) {
            check(
                    grid.metadata().current(member.node()).equals(member),
                    () -> "9: " + member + " is in sync in a life that is over");
        }
    }

    /** A node begins to lead. */
    void led(SimShard part, ShardEntry entry) {
        var truth = truths.get(part.number());
        Member self = part.node().self();
        Member other = truth.leaders.putIfAbsent(entry.term(), self);
        check(
                other == null,
                () -> "1: " + self + " and " + other + " lead in term " + entry.term());
        check(
                holds(part, truth, committedBefore(truth, entry.term())),
                () -> "5: " + self + " is elected without what is committed");
    }

    /** How far the terms before this one have committed; its primary may hear of it late. */
    private static long committedBefore(Truth truth, long term) {
        return truth.committedIn.headMap(term).values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    /** A primary, going by this entry, says that everything up to an offset is committed. */
    void committed(SimShard part, ShardEntry by, long offset) {
        var truth = truths.get(part.number());
        check(by.inSync().size() >= SimGrid.MIN_IN_SYNC, () -> "6: committed with too few in sync");
        int known = truth.committed.size();
        check(holds(part, truth, Math.min(known, offset)), () -> "5: another record was committed");
        if (offset <= known) {
            return;
        }
        truth.committedIn.put(by.term(), offset);
        for (LogRecord record : between(part, truth, known, offset)) {
            truth.committed.add(record);
            truth.digests.add(SimState.digest(truth.digests.getLast(), record.payload()));
        }
        grid.lives()
                .map(life -> life.shard(part.number()))
                .filter(later -> leadsAfter(later, by.term()))
                .forEach(
                        later ->
                                check(
                                        holds(later, truth, offset),
                                        () ->
                                                "5: committed after the term, and unknown in the"
                                                        + " next"));
    }

    /** The records of a log from an offset to another; some may be known by a snapshot only. */
    private List<LogRecord> between(SimShard part, Truth truth, long after, long last) {
        checkLog(part, seen.computeIfAbsent(part, _ -> new Seen()), truth);
        var records = new ArrayList<LogRecord>();
        var place = part.log().placeAt(last);
        while (place.offset() > after) {
            var missing = place;
            var written = truth.written.get(place);
            if (written == null) {
                check(false, () -> "5: nobody ever wrote " + missing);
                return records;
            }
            records.addFirst(written.record());
            place = written.previous();
        }
        return records;
    }

    private static boolean leadsAfter(SimShard part, long term) {
        var leading = part.leading();
        return leading != null && leading.term() > term;
    }

    void acknowledged(Operation write, long offset) {
        var truth = truths.get(write.shard());
        check(
                offset <= truth.committed.size()
                        && SimState.holds(payload(truth, offset), write.value()),
                () -> "6: a write was acknowledged that is not committed");
    }

    void seen(Operation read, long value, long offset) {
        var truth = truths.get(read.shard());
        if (offset == 0) {
            check(value == 0, () -> "6: a value was read that nobody wrote");
            return;
        }
        check(
                offset <= truth.committed.size()
                        && SimState.writes(payload(truth, offset), read.key(), value),
                () -> "6: a value was read that is not committed");
    }

    private static byte[] payload(Truth truth, long offset) {
        return truth.committed.get((int) offset - 1).payload();
    }

    void afterEvent() {
        for (int shard = 0; shard < SimGrid.SHARDS; shard++) {
            SimShard serving = null;
            for (int node = 0; node < SimGrid.NODES; node++) {
                var life = grid.life(node);
                if (life == null) {
                    continue;
                }
                var part = life.shard(shard);
                checkPart(part, truths.get(shard));
                if (maysServe(part)) {
                    check(
                            serving == null,
                            () -> "7: two primaries of " + part.number() + " have leases");
                    serving = part;
                }
            }
            checkInSync(grid.metadata().entry(shard), truths.get(shard));
        }
    }

    private static boolean maysServe(SimShard part) {
        var leading = part.leading();
        return leading != null && leading.mayServe(part.node().clock());
    }

    /** What is committed is on every member that may be elected next. */
    private void checkInSync(ShardEntry entry, Truth truth) {
        NodeId primary = entry.primary();
        var life = primary == null ? null : grid.life(SimGrid.number(primary));
        var leading = life == null ? null : life.shard(entry.shard()).leading();
        if (leading == null || leading.term() != entry.term()) {
            return;
        }
        long committed = leading.core().committed();
        for (Member member : entry.inSync()) {
            var other = grid.life(SimGrid.number(member.node()));
            if (other != null && other.self().equals(member)) {
                check(
                        holds(other.shard(entry.shard()), truth, committed),
                        () -> "3: " + member + " lacks what is committed, up to " + committed);
            }
        }
    }

    /** Whether a node's log has what is committed up to an offset. */
    private static boolean holds(SimShard part, Truth truth, long offset) {
        var log = part.log();
        return offset == 0
                || log.base().offset() >= offset
                || log.contains(truth.committed.get((int) offset - 1).place());
    }

    private void checkPart(SimShard part, Truth truth) {
        var before = seen.computeIfAbsent(part, _ -> new Seen());
        checkEntry(part, before);
        checkLog(part, before, truth);
        checkCommit(part, before, truth);
        checkState(part, before, truth);
    }

    private void checkEntry(SimShard part, Seen before) {
        var entry = part.entry();
        if (entry == null || entry.version() == before.version) {
            return;
        }
        check(
                entry.version() > before.version && entry.term() >= before.term,
                () -> "2: an entry went back to version " + entry.version());
        before.version = entry.version();
        before.term = entry.term();
    }

    private void checkLog(SimShard part, Seen before, Truth truth) {
        var end = part.log().end();
        if (end.equals(before.end)) {
            return;
        }
        long unchanged = Math.min(before.end.offset(), end.offset() - 1);
        for (LogRecord record : part.log().after(unchanged, Long.MAX_VALUE)) {
            note(truth, record, part.log().placeAt(record.offset() - 1));
        }
    }

    private void note(Truth truth, LogRecord record, LogEnd previous) {
        var other = truth.written.putIfAbsent(record.place(), new Written(record, previous));
        check(
                other == null
                        || Arrays.equals(other.record().payload(), record.payload())
                                && other.previous().equals(previous),
                () -> "4: two records at " + record.place());
    }

    private void checkCommit(SimShard part, Seen before, Truth truth) {
        var leading = part.leading();
        Object role = leading == null ? part.replica() : leading;
        long committed = leading == null ? part.replica().committed() : leading.core().committed();
        var log = part.log();
        boolean beganAnew = !role.equals(before.role) || !log.base().equals(before.base);
        check(
                committed >= before.committed || beganAnew || log.end().equals(LogEnd.NONE),
                () -> "2: commit went back from " + before.committed + " to " + committed);
        check(
                committed <= truth.committed.size() || part.mayHoldUncommitted(),
                () -> "3: a replica takes for committed what is not: " + committed);
        before.role = role;
        before.base = log.base();
        before.end = log.end();
        before.committed = committed;
    }

    private void checkState(SimShard part, Seen before, Truth truth) {
        var state = part.state();
        if (state.applied() == before.applied && part.leading() == null) {
            return;
        }
        before.applied = state.applied();
        check(state.isPairWhole(), () -> "12: half of a record was applied");
        var leading = part.leading();
        boolean isCommitted =
                leading == null
                        ? !part.mayHoldUncommitted()
                        : leading.core().committed() >= state.applied();
        if (!isCommitted) {
            return;
        }
        check(
                state.applied() <= truth.committed.size(),
                () ->
                        "8: applied up to "
                                + state.applied()
                                + ", committed "
                                + truth.committed.size());
        check(
                state.digest() == truth.digests.get((int) state.applied()),
                () -> "11: another state at offset " + state.applied());
    }

    private void check(boolean condition, Supplier<String> otherwise) {
        grid.check(condition, () -> "invariant " + otherwise.get());
    }
}
