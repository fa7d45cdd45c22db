package dev.cairn.replication.sim;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.replication.log.LogEnd;
import dev.cairn.replication.log.RecordLog;
import dev.cairn.replication.message.Message;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * A whole grid in one thread: three nodes, a network with delays, partitions and broken streams,
 * crashes, and a model of the metadata log with its controller. One seed gives one history.
 */
final class SimGrid {
    private static final long MILLI = 1_000_000;
    private static final int NODES = 3;

    record Snapshot(long term, LogEnd place, List<byte[]> state) {}

    private record Event(long at, long order, Runnable action) {}

    private record Answer(long incarnation, LogEnd end) {}

    private final long seed;
    private final Random random;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    (a, b) ->
                            a.at() != b.at()
                                    ? Long.compare(a.at(), b.at())
                                    : Long.compare(a.order(), b.order()));
    private final List<NodeId> ids = new ArrayList<>();
    private final Map<NodeId, SimNode> nodes = new HashMap<>();
    private final Map<NodeId, Long> incarnations = new HashMap<>();
    private final Map<String, Long> lastArrival = new HashMap<>();
    private final Map<NodeId, Answer> fenced = new HashMap<>();
    private final List<byte[]> committed = new ArrayList<>();
    private final Set<Long> acknowledged = new HashSet<>();
    private @Nullable NodeId cutOff;
    private ShardEntry entry;
    private long electionTerm;
    private long now;
    private long order;
    private long writes;
    private long trace;
    private boolean faults = true;

    SimGrid(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        var members = new ArrayList<Member>();
        for (int i = 0; i < NODES; i++) {
            var id = new NodeId(String.valueOf(i + 1).repeat(40));
            ids.add(id);
            incarnations.put(id, 1L);
            members.add(new Member(id, 1));
        }
        var replicas = ids.subList(1, NODES);
        entry =
                new ShardEntry(
                        SimNode.SHARD,
                        1,
                        1,
                        ids.getFirst(),
                        replicas,
                        members,
                        List.of(),
                        List.of());
        for (NodeId id : ids) {
            nodes.put(id, new SimNode(this, id, 1, now));
        }
        publish();
    }

    /**
     * Runs under faults for {@code seconds}, then without for ten more, and checks that all is well
     * again.
     */
    void run(int seconds) {
        every(10 * MILLI, this::tickAll);
        every(3 * MILLI, this::writeSomewhere);
        every(400 * MILLI, this::fault);
        runUntil(seconds * 1_000L * MILLI);
        faults = false;
        if (cutOff != null) {
            cutOrHeal(cutOff);
        }
        restartAll();
        int before = acknowledged.size();
        runUntil((seconds + 10) * 1_000L * MILLI);
        check(acknowledged.size() > before + 100, "the shard did not become writable again");
        check(entry.inSync().size() == NODES, "not all members came back in step");
        checkNothingLost();
    }

    int acknowledgedWrites() {
        return acknowledged.size();
    }

    /** A digest of everything that happened, to compare two runs. */
    long trace() {
        return trace;
    }

    static byte[] payload(long write) {
        return ByteBuffer.allocate(Long.BYTES).putLong(write).array();
    }

    List<NodeId> othersThan(NodeId id) {
        return ids.stream().filter(other -> !other.equals(id)).toList();
    }

    void send(NodeId from, NodeId to, Message message) {
        if (random.nextInt(200) == 0 && faults) {
            breakStream(from, to);
            return;
        }
        deliver(from, to, node -> node.receive(from, message, now));
    }

    void sendSnapshot(NodeId from, NodeId to, long term, LogEnd place, List<byte[]> state) {
        var snapshot = new Snapshot(term, place, state);
        deliver(from, to, node -> node.receiveSnapshot(from, snapshot));
        var sender = Objects.requireNonNull(nodes.get(from));
        at(
                now,
                () -> {
                    var core = sender.primary;
                    if (core != null && core.term() == term && nodes.get(from) == sender) {
                        core.snapshotSent(to, place, now);
                    }
                });
    }

    /** Every committed record, in the order of the log, and the same for all primaries. */
    void committed(RecordLog log, ShardEntry by, long offset) {
        check(by.inSync().size() >= 2, "committed with too few in sync");
        if (by.term() < entry.term()) {
            return;
        }
        for (var record : log.after(Math.min(committed.size(), offset), Long.MAX_VALUE)) {
            if (record.offset() == committed.size() + 1 && record.offset() <= offset) {
                committed.add(record.payload());
            }
        }
    }

    void acknowledged(long write) {
        acknowledged.add(write);
        trace = trace * 31 + write;
    }

    void requestDeposition(long term, long version) {
        if (version != entry.version() || electionTerm == term) {
            return;
        }
        electionTerm = term;
        fenced.clear();
        for (Member member : entry.inSync()) {
            if (!member.node().equals(entry.primary())) {
                send(member.node(), member.node(), new Message.Fence(SimNode.SHARD, term, version));
            }
        }
        at(now + 100 * MILLI, () -> elect(version));
    }

    void fenced(NodeId id, long term, long incarnation, LogEnd end) {
        if (term == electionTerm) {
            fenced.put(id, new Answer(incarnation, end));
        }
    }

    void proposeRemoval(Member member, long version) {
        propose(
                version,
                () -> {
                    var left =
                            entry.inSync().stream().filter(each -> !each.equals(member)).toList();
                    entry = changed(entry.term(), entry.primary(), left);
                },
                () -> {});
    }

    void proposeAddition(Member member, long version, SimNode proposer) {
        propose(
                version,
                () -> {
                    if (incarnations.getOrDefault(member.node(), 0L) != member.incarnation()) {
                        failed(proposer, member, version);
                        return;
                    }
                    var more = new ArrayList<>(entry.inSync());
                    more.removeIf(each -> each.node().equals(member.node()));
                    more.add(member);
                    entry = changed(entry.term(), entry.primary(), more);
                },
                () -> failed(proposer, member, version));
    }

    void check(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise + "; seed " + seed + " at " + now / MILLI + " ms");
        }
    }

    private void failed(SimNode proposer, Member member, long version) {
        var core = proposer.primary;
        if (core != null) {
            core.additionFailed(member, version, false, now);
        }
    }

    private void propose(long version, Runnable change, Runnable rejected) {
        at(
                now + delay(),
                () -> {
                    if (version != entry.version()) {
                        rejected.run();
                        return;
                    }
                    change.run();
                    publish();
                });
    }

    private void elect(long version) {
        long term = electionTerm;
        electionTerm = 0;
        if (version != entry.version()) {
            return;
        }
        Member best = null;
        for (Member member : entry.inSync()) {
            var answer = fenced.get(member.node());
            if (answer == null || answer.incarnation() != member.incarnation()) {
                continue;
            }
            if (best == null || answer.end().isAfter(endOf(best))) {
                best = member;
            }
        }
        if (best == null) {
            return;
        }
        var old = entry.primary();
        var left = entry.inSync().stream().filter(each -> !each.node().equals(old)).toList();
        entry = changed(term + 1, best.node(), left);
        publish();
    }

    private LogEnd endOf(Member member) {
        return Objects.requireNonNull(fenced.get(member.node())).end();
    }

    private ShardEntry changed(long term, @Nullable NodeId primary, List<Member> inSync) {
        var replicas = ids.stream().filter(id -> !id.equals(primary)).toList();
        return new ShardEntry(
                SimNode.SHARD,
                term,
                entry.version() + 1,
                primary,
                replicas,
                inSync,
                List.of(),
                List.of());
    }

    private void publish() {
        var published = entry;
        for (NodeId id : ids) {
            at(
                    now + delay(),
                    () -> {
                        var node = nodes.get(id);
                        if (node != null) {
                            node.onTopology(published, now);
                        }
                    });
        }
    }

    private void tickAll() {
        for (NodeId id : ids) {
            var node = nodes.get(id);
            if (node != null) {
                node.tick(now);
            }
        }
    }

    private void writeSomewhere() {
        var node = nodes.get(ids.get(random.nextInt(NODES)));
        if (node != null) {
            node.write(writes++, now);
        }
    }

    private void fault() {
        if (!faults) {
            return;
        }
        var id = ids.get(random.nextInt(NODES));
        switch (random.nextInt(6)) {
            case 0 -> cutOrHeal(id);
            case 1 -> {
                boolean allRun = nodes.size() == NODES && entry.inSync().size() == NODES;
                if (allRun) {
                    nodes.remove(id);
                    at(now + random.nextInt(4_000) * MILLI, () -> restart(id));
                }
            }
            default -> breakStream(id, othersThan(id).get(random.nextInt(NODES - 1)));
        }
    }

    private void cutOrHeal(NodeId id) {
        var cut = cutOff;
        cutOff = cut == null ? id : null;
        var concerned = cut == null ? id : cut;
        others(concerned, concerned);
    }

    private void restartAll() {
        ids.forEach(this::restart);
    }

    private void restart(NodeId id) {
        if (nodes.containsKey(id)) {
            return;
        }
        long next = Objects.requireNonNull(incarnations.get(id)) + 1;
        incarnations.put(id, next);
        var node = new SimNode(this, id, next, now);
        nodes.put(id, node);
        node.onTopology(entry, now);
        others(id, id);
    }

    private void others(NodeId id, NodeId broken) {
        for (NodeId other : othersThan(id)) {
            breakStream(other, broken);
        }
    }

    /** What is under way between the two is lost, and both notice. */
    private void breakStream(NodeId a, NodeId b) {
        lastArrival.merge(a + ">" + b, 1L << 62, Long::sum);
        lastArrival.merge(b + ">" + a, 1L << 62, Long::sum);
        at(
                now + delay(),
                () -> {
                    lastArrival.remove(a + ">" + b);
                    lastArrival.remove(b + ">" + a);
                    notice(a, b);
                    notice(b, a);
                });
    }

    private void notice(NodeId id, NodeId peer) {
        var node = nodes.get(id);
        if (node != null) {
            node.replica.onStreamBroken(peer, now);
        }
    }

    private void deliver(NodeId from, NodeId to, java.util.function.Consumer<SimNode> action) {
        if (isCut(from, to)) {
            return;
        }
        var target = nodes.get(to);
        long last = lastArrival.getOrDefault(from + ">" + to, 0L);
        if (last >= 1L << 62) {
            return;
        }
        long arrival = Math.max(last, now + delay());
        lastArrival.put(from + ">" + to, arrival);
        at(
                arrival,
                () -> {
                    boolean sameLife = target != null && nodes.get(to) == target;
                    if (sameLife
                            && !isCut(from, to)
                            && lastArrival.getOrDefault(from + ">" + to, 0L) < 1L << 62) {
                        action.accept(Objects.requireNonNull(target));
                    }
                });
    }

    private boolean isCut(NodeId a, NodeId b) {
        return !a.equals(b) && (a.equals(cutOff) || b.equals(cutOff));
    }

    private long delay() {
        return random.nextInt(20) == 0
                ? random.nextInt(60) * MILLI
                : random.nextInt(2_000) * 1_000L;
    }

    private void every(long period, Runnable action) {
        at(
                now + period,
                () -> {
                    action.run();
                    every(period, action);
                });
    }

    private void at(long time, Runnable action) {
        events.add(new Event(time, order++, action));
    }

    private void runUntil(long end) {
        while (!events.isEmpty() && events.peek().at() <= end) {
            var event = events.remove();
            now = event.at();
            event.action().run();
        }
    }

    private void checkNothingLost() {
        var leader = nodes.get(Objects.requireNonNull(entry.primary()));
        var state = Objects.requireNonNull(leader).state;
        var present = new HashSet<Long>();
        for (byte[] payload : state) {
            if (payload.length == Long.BYTES) {
                present.add(ByteBuffer.wrap(payload).getLong());
            }
        }
        check(present.containsAll(acknowledged), "an acknowledged write is lost");
        for (int i = 0; i < committed.size(); i++) {
            check(Arrays.equals(state.get(i), committed.get(i)), "a committed record has changed");
        }
        for (SimNode node : nodes.values()) {
            for (int i = 0; i < Math.min(node.state.size(), committed.size()); i++) {
                check(Arrays.equals(node.state.get(i), committed.get(i)), "a replica differs");
            }
        }
    }
}
