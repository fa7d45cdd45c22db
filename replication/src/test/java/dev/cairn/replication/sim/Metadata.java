package dev.cairn.replication.sim;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A model of the metadata log: entries that change by compare-and-set and are made known with
 * delays. A proposer may be told nothing, although the change is made, at once or later; a node
 * that is cut off goes by an old view.
 */
final class Metadata {
    private static final int UNKNOWN_ONE_IN = 12;
    private static final int LONG_ONE_IN = 8;
    private static final long PATIENCE = 500 * Schedule.MILLI;
    private static final long LATEST = 1_500 * Schedule.MILLI;

    private final SimGrid grid;
    private final List<ShardEntry> entries = new ArrayList<>();
    private final long[] incarnations = new long[SimGrid.NODES];
    private final boolean[] cutOff = new boolean[SimGrid.NODES];

    /** What became of a proposal. */
    enum Outcome {
        APPLIED,
        /** The entry is at another version by now. */
        OVERTAKEN,
        /** Not allowed. */
        REJECTED,
        /** Nothing is known. */
        UNKNOWN
    }

    Metadata(SimGrid grid) {
        this.grid = grid;
        for (int i = 0; i < SimGrid.NODES; i++) {
            incarnations[i] = 1;
        }
        for (int shard = 0; shard < SimGrid.SHARDS; shard++) {
            entries.add(first(shard));
        }
    }

    private static ShardEntry first(int shard) {
        var holders =
                IntStream.range(0, SimGrid.FACTOR)
                        .mapToObj(i -> SimGrid.id((i + shard) % SimGrid.NODES))
                        .toList();
        var inSync = holders.stream().map(id -> new Member(id, 1)).toList();
        var replicas = holders.subList(1, holders.size());
        var primary = holders.getFirst();
        return new ShardEntry(shard, 1, 1, primary, replicas, inSync, List.of(), List.of());
    }

    ShardEntry entry(int shard) {
        return entries.get(shard);
    }

    List<ShardEntry> entries() {
        return entries;
    }

    /** The life of a node that is known to be its present one. */
    Member current(NodeId node) {
        return new Member(node, incarnations[SimGrid.number(node)]);
    }

    boolean isCutOff(int node) {
        return cutOff[node];
    }

    void cutOff(int node, boolean on) {
        cutOff[node] = on;
        grid.tell(() -> "node " + (node + 1) + (on ? " has an old view" : " sees again"));
        var life = grid.life(node);
        if (!on && life != null) {
            tellAll(life);
        }
    }

    /** A node begins a new life; all shards are told, sooner or later. */
    void restarted(SimNode life) {
        grid.schedule()
                .after(
                        grid.delay(),
                        () -> {
                            register(life.self());
                            tellAll(life);
                        });
    }

    private void register(Member self) {
        int number = SimGrid.number(self.node());
        if (self.incarnation() <= incarnations[number]) {
            return;
        }
        incarnations[number] = self.incarnation();
        for (ShardEntry entry : List.copyOf(entries)) {
            if (entry.concerns(self.node())) {
                put(new EntryDraft(entry).restarted(self.node()).toEntry());
            }
        }
    }

    /** Proposes a change; the outcome is told to the proposer, if it still lives. */
    void propose(SimNode by, Change change, Consumer<Outcome> then) {
        boolean isUnheard = cutOff[by.number()];
        boolean isUnknown =
                isUnheard || grid.isFaulty() && grid.random().nextInt(UNKNOWN_ONE_IN) == 0;
        if (!isUnknown) {
            grid.schedule()
                    .after(
                            grid.delay(),
                            () -> {
                                var outcome = apply(change);
                                by.at(now() + grid.delay(), () -> then.accept(outcome));
                            });
            return;
        }
        if (!isUnheard || grid.random().nextBoolean()) {
            grid.schedule().after(grid.random().nextLong(LATEST), () -> apply(change));
        }
        by.at(now() + PATIENCE, () -> then.accept(Outcome.UNKNOWN));
    }

    Outcome apply(Change change) {
        var entry = entries.get(change.shard());
        grid.tell(() -> "proposed: " + change);
        boolean isOther = change.version() != entry.version();
        if (isOther && grid.conduct().comparesVersions()) {
            return Outcome.OVERTAKEN;
        }
        if (!isAllowed(entry, change)) {
            return Outcome.REJECTED;
        }
        put(new EntryDraft(entry).with(change).toEntry());
        return Outcome.APPLIED;
    }

    private boolean isAllowed(ShardEntry entry, Change change) {
        return switch (change) {
            case Change.Admit admit ->
                    entry.primary() != null
                            && entry.concerns(admit.member().node())
                            && !entry.hasInSync(admit.member().node())
                            && isCurrent(admit.member());
            case Change.Drop drop ->
                    entry.hasInSync(drop.node()) && !drop.node().equals(entry.primary());
            case Change.Transfer transfer ->
                    entry.primary() != null
                            && entry.hasInSync(transfer.to())
                            && !transfer.to().equals(entry.primary());
            case Change.Elect elect -> elect.inSync().stream().allMatch(m -> mayElect(entry, m));
            case Change.TakeOffline _ -> entry.primary() != null;
            case Change.AddLearner add -> !entry.concerns(add.node());
            case Change.RemoveReplica removal -> mayRemove(entry, removal.node());
        };
    }

    private boolean isCurrent(Member member) {
        return !grid.conduct().comparesIncarnations() || current(member.node()).equals(member);
    }

    private boolean mayElect(ShardEntry entry, Member member) {
        return isCurrent(member)
                && entry.isHeldBy(member.node())
                && (entry.hasInSync(member.node()) || entry.eligible().contains(member.node()));
    }

    private static boolean mayRemove(ShardEntry entry, NodeId node) {
        boolean isEligible = entry.hasInSync(node) || entry.eligible().contains(node);
        long left = entry.inSync().stream().filter(m -> !m.node().equals(node)).count();
        return entry.concerns(node)
                && !node.equals(entry.primary())
                && (!isEligible || left >= SimGrid.MIN_IN_SYNC);
    }

    private void put(ShardEntry entry) {
        entries.set(entry.shard(), entry);
        grid.tell(() -> "decided: " + brief(entry));
        grid.invariants().decided(entry);
        for (int node = 0; node < SimGrid.NODES; node++) {
            tell(node, entry);
        }
    }

    private static String brief(ShardEntry entry) {
        var primary = entry.primary();
        return "shard %d, term %d, version %d, primary %s, in sync %s, eligible %s, learners %s"
                .formatted(
                        entry.shard(),
                        entry.term(),
                        entry.version(),
                        primary == null ? "none" : primary.brief(),
                        entry.inSync(),
                        entry.eligible().stream().map(NodeId::brief).toList(),
                        entry.learners().stream().map(NodeId::brief).toList());
    }

    /** How long a change takes to be made or heard of: now and then rather long. */
    long lag() {
        boolean isLong = grid.isFaulty() && grid.random().nextInt(LONG_ONE_IN) == 0;
        return grid.delay() + (isLong ? grid.random().nextLong(LATEST) : 0);
    }

    /** A node hears of an entry, or of the one that has replaced it by then. */
    private void tell(int node, ShardEntry entry) {
        var life = grid.life(node);
        if (life == null || cutOff[node]) {
            return;
        }
        boolean isSkipped = grid.random().nextInt(4) == 0;
        life.at(
                now() + lag(),
                () -> {
                    if (!cutOff[node]) {
                        life.onEntry(isSkipped ? entries.get(entry.shard()) : entry);
                    }
                });
    }

    private void tellAll(SimNode life) {
        entries.forEach(entry -> tell(life.number(), entry));
    }

    void tellEverybody() {
        grid.lives().forEach(this::tellAll);
    }

    private long now() {
        return grid.schedule().now();
    }
}
