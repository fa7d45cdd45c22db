package dev.cairn.node.dispatch;

import dev.cairn.node.command.Handler;
import dev.cairn.node.command.Reply;
import dev.cairn.node.metrics.Counter;
import dev.cairn.node.session.Session;
import dev.cairn.node.shard.Keyspace;
import dev.cairn.node.shard.LogOffsets;
import dev.cairn.node.shard.Shard;
import dev.cairn.node.shard.ShardLog;
import dev.cairn.node.shard.Shards;
import dev.cairn.node.shard.Visit;
import dev.cairn.node.tracking.Tracker;
import dev.cairn.protocol.resp.Refusal;
import dev.cairn.protocol.resp.Refused;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import java.util.BitSet;
import java.util.Objects;

/** The run of a command where it is: its shards, if it needs any, have been entered. */
final class Runs {

    private final Shards shards;
    private final Aftermath aftermath;
    private final Paused paused;

    Runs(Shards shards, Aftermath aftermath, Paused paused) {
        this.shards = shards;
        this.aftermath = aftermath;
        this.paused = paused;
    }

    /** Runs a request in one shard and replies. */
    void inside(Shard shard, Request request, Client client, Lane lane) {
        boolean writes = Objects.requireNonNull(request.plan).writes;
        Reply reply = client.reply();
        int mark = reply.mark();
        Refused toWrites = objection(shard, true);
        Refused objection =
                toWrites == null || writes ? toWrites : objection(shard, client.session());
        boolean failed = true;
        if (objection == null) {
            enter(shard, client.session(), lane, writes || mayClean(toWrites, lane));
            failed = runToTheEnd(request, client, lane);
            objection = hasWritten(lane) ? null : objection(shard, false);
        }
        finish(objection, mark, request, client, lane);
        aftermath.note(request, client, lane, failed);
    }

    /** Runs a request in the several shards that are held, and replies. */
    void insideAll(BitSet held, Request request, Client client, Lane lane) {
        boolean writes = Objects.requireNonNull(request.plan).writes;
        Reply reply = client.reply();
        int mark = reply.mark();
        Refused objection = objection(held, writes);
        boolean failed = true;
        if (objection == null) {
            begin(held, client.session(), lane, writes);
            failed = runToTheEnd(request, client, lane);
            objection = hasWritten(lane) ? null : objection(held, false);
        }
        finish(objection, mark, request, client, lane);
        aftermath.note(request, client, lane, failed);
    }

    private boolean runToTheEnd(Request request, Client client, Lane lane) {
        try {
            return run(request, client.session(), lane, client.reply());
        } finally {
            lane.visit.end();
        }
    }

    private static void finish(
            @Nullable Refused objection, int mark, Request request, Client client, Lane lane) {
        if (objection != null) {
            refuse(client.reply(), mark, objection);
        } else {
            gate(client, lane, mark, Objects.requireNonNull(request.plan).writes);
        }
    }

    /**
     * Whether the visit that has ended made a record: its fate is the log's. What has changed
     * nothing told what was here, and that must still have been right when it was done.
     */
    static boolean hasWritten(Lane lane) {
        return lane.visit.written().count() > 0;
    }

    /** Why this client may not read in the shard now; null if it may. */
    private static @Nullable Refused objection(Shard shard, Session session) {
        boolean isFollowed = !shard.log().isLed() && !session.isReadOnly();
        return isFollowed
                ? Refusal.TRYAGAIN.with("the shard changes its primary")
                : objection(shard, false);
    }

    /** Why nothing may be run in the shard now; null if it may. */
    static @Nullable Refused objection(Shard shard, boolean writes) {
        ShardLog log = shard.log();
        return log.equals(ShardLog.NONE) ? null : log.objection(writes, System.nanoTime());
    }

    /** Why nothing may be run in all of these shards now; null if it may. */
    @Nullable Refused objection(BitSet held, boolean writes) {
        Refused objection = null;
        for (int i = held.nextSetBit(0); i >= 0 && objection == null; i = held.nextSetBit(i + 1)) {
            objection = objection(shards.at(i), writes);
        }
        return objection;
    }

    /** Runs a request that needs no data, and replies. */
    void beside(Request request, Client client, Lane lane) {
        boolean failed = run(request, client.session(), lane, client.reply());
        aftermath.note(request, client, lane, failed);
    }

    /** Runs a request of a transaction within the stay that has begun, and replies. */
    void queued(Request request, Client client, Lane lane) {
        boolean failed = run(request, client.session(), lane, client.reply());
        aftermath.note(request, client, lane, failed);
    }

    /** Notes the end of a request that ran in pieces. */
    void ended(Request request, Client client, Lane lane) {
        aftermath.note(request, client, lane, false);
    }

    /** Notes the end of a request that was refused when it had begun. */
    void failed(Request request, Client client, Lane lane) {
        aftermath.note(request, client, lane, true);
    }

    /** Begins a stay for a command of this session that only reads. */
    void begin(Shard shard, Session session, Lane lane) {
        enter(shard, session, lane, mayClean(objection(shard, true), lane));
    }

    private static void enter(Shard shard, Session session, Lane lane, boolean serves) {
        lane.visit.begin(shard, purpose(serves), lane.nowMillis());
        lane.visit.client(session.link());
        lane.visit.touching(!session.isNoTouch());
    }

    /** Begins a stay in several shards. */
    void begin(BitSet held, Session session, Lane lane, boolean writes) {
        boolean serves = writes || mayClean(objection(held, true), lane);
        lane.visit.beginInAll(held, purpose(serves), lane.nowMillis());
        lane.visit.client(session.link());
        lane.visit.touching(!session.isNoTouch());
    }

    /** Where nothing may be written now, reads do not remove what has expired either. */
    private boolean mayClean(@Nullable Refused toWrites, Lane lane) {
        return toWrites == null && !paused.holds(true, lane.nowMillis());
    }

    private static Visit.Purpose purpose(boolean serves) {
        return serves ? Visit.Purpose.SERVE : Visit.Purpose.READ;
    }

    /** Lets the reply since {@code mark} wait for what the visit that has ended says. */
    static void gate(Client client, Lane lane, int mark, boolean writes) {
        LogOffsets gates = lane.visit.gates();
        for (int i = 0; i < gates.count(); i++) {
            client.gate(gates.log(i), gates.offset(i), mark, writes);
        }
        client.session().lastWrites().note(lane.visit.written());
    }

    /** Runs a request within the stay that has begun, and replies; whether it failed. */
    boolean run(Request request, Session session, Lane lane, Reply reply) {
        boolean failed = tryToRun(request, session, lane, reply);
        Tracker tracker = session.tracker();
        if (tracker != null) {
            noteReads(request, tracker, session.db(), lane);
        }
        return failed;
    }

    /** What the client was told of, it may cache, be it only that there is no such key. */
    private static void noteReads(Request request, Tracker tracker, int db, Lane lane) {
        Plan plan = Objects.requireNonNull(request.plan);
        if (plan.onShard == null || !plan.reads || !tracker.isNoting()) {
            return;
        }
        Keyspace keyspace = lane.visit.keyspace(db);
        if (lane.keys.find(plan.command, request.args)) {
            for (int i = 0; i < lane.keys.count(); i++) {
                keyspace.cached(request.args.at(lane.keys.position(i)), tracker);
            }
        }
    }

    private boolean tryToRun(Request request, Session session, Lane lane, Reply reply) {
        int mark = reply.mark();
        try {
            Plan plan = Objects.requireNonNull(request.plan);
            Handler.OnShard onShard = plan.onShard;
            if (onShard != null) {
                onShard.run(keyspace(request, session, lane), request.args, reply);
            } else {
                runOther(plan, request, session, lane, reply);
            }
            return false;
        } catch (Refused refused) {
            closeIfTooLong(refused, session, lane);
            return refuse(reply, mark, refused);
        } catch (RuntimeException | Error bug) {
            return failed(request, reply, mark, bug);
        }
    }

    /** Replies to a request that failed by a bug of ours, or for want of memory. */
    static boolean failed(Request request, Reply reply, int mark, Throwable bug) {
        boolean outOfMemory = bug instanceof OutOfMemoryError;
        LoggerFactory.getLogger(Runs.class).error("{} failed", request.plan, bug);
        String text = outOfMemory ? "no memory is left for this command" : "internal error";
        return refuse(reply, mark, Refusal.GENERIC.with(text));
    }

    private void runOther(Plan plan, Request request, Session session, Lane lane, Reply reply) {
        switch (Objects.requireNonNull(plan.handler)) {
            case Handler.OnSession handler -> handler.run(session, request.args, reply);
            case Handler.OnAllShards handler ->
                    handler.run(keyspace(request, session, lane), request.args, reply);
            case Handler.OnEveryShard handler -> {
                Keyspace keyspace = keyspace(request, session, lane);
                Handler.Walk walk = handler.start(session, request.args);
                walk(walk, keyspace, lane, reply);
                walk.reply(reply);
            }
            case Handler.Waiting handler -> handler.begin(session, request.args).reply(reply);
            case Handler.Framing _ -> reply.ok(); // UNWATCH: EXEC ends all watches anyway
            case Handler.OnShard _ ->
                    throw new IllegalStateException("not run here: " + plan.command);
        }
    }

    /** A walk within a transaction, which holds all shards. */
    private void walk(Handler.Walk walk, Keyspace keyspace, Lane lane, Reply reply) {
        boolean more = true;
        BitSet held = lane.visit.held();
        for (int i = held.nextSetBit(walk.firstShard()); more && i >= 0; ) {
            lane.visit.within(shards.at(i));
            more = walk.visit(keyspace, i, reply);
            i = held.nextSetBit(i + 1);
        }
        lane.visit.within(null);
    }

    private static Keyspace keyspace(Request request, Session session, Lane lane) {
        lane.visit.command(request.args, Objects.requireNonNull(request.plan).reads);
        return lane.visit.keyspace(session.db());
    }

    /** A client whose reply would exceed what it may leave unread is closed, as Redis does. */
    static void closeIfTooLong(Refused refused, Session session, Lane lane) {
        boolean isTooLong = refused.equals(Refusal.REPLY_TOO_LONG.refused());
        if (isTooLong && !session.isCloseAfterReply()) {
            lane.tally.increment(Counter.OUTPUT_LIMIT_CLOSED);
            session.closeAfterReply();
        }
    }

    static boolean refuse(Reply reply, int mark, Refused refused) {
        reply.rollback(mark);
        reply.error(refused);
        return true;
    }
}
