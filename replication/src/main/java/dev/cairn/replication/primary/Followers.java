package dev.cairn.replication.primary;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.replication.log.LogEnd;
import dev.cairn.replication.log.LogRecord;
import dev.cairn.replication.log.RecordLog;
import dev.cairn.replication.message.Message.Append;
import dev.cairn.replication.primary.PrimaryEffect.Send;
import dev.cairn.replication.primary.PrimaryEffect.SendSnapshot;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** How far each replica of a shard has come in one term, and what is sent to it next. */
final class Followers {

    /** A follower gets so much at a time while it catches up: others are waiting too. */
    private static final long MOST_APPEND_BYTES = 128 << 10;

    private final int shard;
    private final long term;
    private final RecordLog log;
    private final Consumer<PrimaryEffect> effects;
    private final Map<NodeId, Follower> all = new HashMap<>();

    Followers(ShardEntry entry, RecordLog log, Consumer<PrimaryEffect> effects) {
        this.shard = entry.shard();
        this.term = entry.term();
        this.log = log;
        this.effects = effects;
    }

    Collection<Follower> all() {
        return all.values();
    }

    @Nullable Follower of(NodeId node) {
        return all.get(node);
    }

    /** Up to where a member, in that life, has the log. */
    long receivedBy(Member member) {
        var follower = all.get(member.node());
        return follower == null || !follower.member.equals(member) ? 0 : follower.received;
    }

    /** A replica begins to follow, in place of what was known of it. */
    Follower add(Member member) {
        var follower = new Follower(member);
        all.put(member.node(), follower);
        return follower;
    }

    /** A member that has not attached yet: its time runs from now. */
    void addAbsent(Member member, long nowNanos) {
        var follower = add(member);
        follower.state = Follower.State.SNAPSHOT;
        follower.waiting = true;
        follower.waitingSinceNanos = nowNanos;
    }

    /** Forgets whoever has no part in the shard any more. */
    void keep(ShardEntry entry) {
        all.keySet().removeIf(node -> !entry.concerns(node));
    }

    /** Sends a record that was just appended to whoever has been sent all before it. */
    void appended(LogRecord record, LogEnd previous, long committed, long nowNanos) {
        for (Follower follower : all.values()) {
            if (follower.state == Follower.State.STREAMING && follower.sent == previous.offset()) {
                send(follower, previous, List.of(record), committed, nowNanos);
            }
        }
    }

    /** Tells a replica how far is committed, if it does not know. */
    void tell(Follower follower, long committed, long nowNanos) {
        if (follower.state == Follower.State.STREAMING && follower.toldCommit < committed) {
            send(follower, log.placeAt(follower.sent), List.of(), committed, nowNanos);
        }
    }

    /** Sends what a replica has not been sent, as long as it acknowledges. */
    void catchUp(Follower follower, long committed, long nowNanos) {
        if (follower.sent >= log.end().offset() || follower.waiting) {
            return;
        }
        if (!log.reachesBackTo(follower.sent)) {
            follower.state = Follower.State.SNAPSHOT;
            effects.accept(new SendSnapshot(follower.member.node()));
            return;
        }
        var records = log.after(follower.sent, MOST_APPEND_BYTES);
        send(follower, log.placeAt(follower.sent), records, committed, nowNanos);
    }

    private void send(
            Follower follower,
            LogEnd previous,
            List<LogRecord> records,
            long committed,
            long nowNanos) {
        var message = new Append(shard, term, previous, records, committed);
        effects.accept(new Send(follower.member.node(), message));
        follower.toldCommit = committed;
        if (!records.isEmpty()) {
            follower.sent(records.getLast().offset(), nowNanos);
        }
    }
}
