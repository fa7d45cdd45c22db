package dev.cairn.node.dispatch;

import dev.cairn.node.command.Handler;
import dev.cairn.node.command.Reply;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.session.CommandQueue;
import dev.cairn.node.session.Session;
import dev.cairn.node.session.Transaction;
import dev.cairn.node.shard.ShardTask;
import dev.cairn.node.shard.Shards;
import dev.cairn.node.shard.Watch;
import dev.cairn.node.shard.WatchKey;
import dev.cairn.protocol.resp.Refusal;
import dev.cairn.protocol.resp.Refused;

import java.util.BitSet;
import java.util.Objects;
import java.util.function.Consumer;

/** MULTI, EXEC, DISCARD, WATCH and UNWATCH. */
final class Transactions {

    /** Watches lie on the heap, in tables of the session and of the shards. */
    private static final long MOST_WATCH_BYTES = 16 << 20;

    private final Dispatcher dispatcher;
    private final Entrance entrance;
    private final Shards shards;
    private final Routes routes;
    private final Runs runs;

    Transactions(Dispatcher dispatcher, Entrance entrance, Routes routes, Runs runs) {
        this.dispatcher = dispatcher;
        this.entrance = entrance;
        this.shards = routes.shards();
        this.routes = routes;
        this.runs = runs;
    }

    /**
     * Queues a command of an open transaction, whose keys must be ones that this node may run on.
     */
    void queue(Plan plan, Request request, Client client, Lane lane) {
        if (plan.onShard != null) {
            routes.ofKeys(plan, request.args, client.session(), lane.keys);
        }
        int mark = client.reply().mark();
        add(request, client.session());
        if (plan.writes) {
            client.session().transaction().willWrite();
        }
        if (plan.denyOom) {
            client.session().transaction().willGrow();
        }
        client.reply().simple("QUEUED");
        Entrance.hush(client, mark);
    }

    /** Who queues more than he may send in one request is closed, as Redis does. */
    private static void add(Request request, Session session) {
        Transaction transaction = session.transaction();
        long most = session.node().settings().get(SettingTable.CLIENT_QUERY_BUFFER_LIMIT);
        if (transaction.queueBytesWith(request.args) > most) {
            session.closeAfterReply();
            throw Refusal.PROTOCOL_BIG_REQUEST.refused();
        }
        try {
            transaction.add(request.args);
        } catch (OutOfMemoryError full) {
            throw Refusal.GENERIC.with("not enough memory to queue this command");
        }
    }

    /** Runs a command that frames a transaction; false if it is parked. */
    boolean frame(Handler.Framing framing, Batch batch, Client client, Lane lane) {
        Transaction transaction = client.session().transaction();
        return switch (framing) {
            case MULTI -> {
                refuseIf(transaction.isOpen(), Refusal.NESTED_MULTI);
                transaction.open();
                yield ok(batch, client, lane);
            }
            case DISCARD -> {
                refuseIf(!transaction.isOpen(), Refusal.DISCARD_WITHOUT_MULTI);
                discard(client.session());
                yield ok(batch, client, lane);
            }
            case UNWATCH -> {
                endWatches(client.session());
                transaction.clearWatches();
                yield ok(batch, client, lane);
            }
            case WATCH -> {
                refuseIf(transaction.isOpen(), Refusal.WATCH_IN_MULTI);
                yield watch(batch, client, lane);
            }
            case EXEC -> {
                refuseIf(!transaction.isOpen(), Refusal.EXEC_WITHOUT_MULTI);
                yield exec(batch, client, lane);
            }
        };
    }

    /** Takes a session's watches out of the shards, whenever these let it in. */
    void endWatches(Session session) {
        for (Watch watch : session.transaction().watches()) {
            shards.at(watch.shard())
                    .submit(
                            shard -> {
                                shard.unwatch(watch);
                                return ShardTask.Then.LEAVE;
                            });
        }
    }

    /**
     * A command was refused before it ran, so the open transaction, if any, will not run either; an
     * EXEC that is refused is its end.
     */
    Refused spoil(Request request, Session session, Refused refused) {
        session.transaction().spoil();
        Plan plan = request.plan;
        if (plan == null || plan.handler != Handler.Framing.EXEC) {
            return refused;
        }
        discard(session);
        return Refusal.EXECABORT_BECAUSE.with(refused.text().replaceFirst("^ERR ", ""));
    }

    void discard(Session session) {
        endWatches(session);
        session.transaction().clear();
    }

    private static void refuseIf(boolean condition, Refusal refusal) {
        if (condition) {
            throw refusal.refused();
        }
    }

    private boolean ok(Batch batch, Client client, Lane lane) {
        int mark = client.reply().mark();
        client.reply().ok();
        runs.ended(batch.current(), client, lane);
        Entrance.hush(client, mark);
        return true;
    }

    private boolean watch(Batch batch, Client client, Lane lane) {
        Request request = batch.current();
        Plan plan = Objects.requireNonNull(request.plan);
        checkWatches(request, client.session().transaction());
        routes.ofKeys(plan, request.args, client.session(), lane.keys);
        var wanted = new BitSet();
        routes.addTo(wanted, request.args, lane.keys);
        return entrance.intoAll(
                wanted,
                batch,
                client,
                inside -> {
                    int mark = client.reply().mark();
                    Refused objection = runs.objection(wanted, false);
                    if (objection == null) {
                        watchKeys(request, wanted, client.session(), inside);
                        client.reply().ok();
                    } else {
                        Runs.refuse(client.reply(), mark, objection);
                    }
                    runs.ended(request, client, inside);
                });
    }

    private static void checkWatches(Request request, Transaction transaction) {
        long bytes = transaction.watchBytes();
        for (int i = 1; i < request.args.count(); i++) {
            bytes += Watch.bytes(request.args.at(i).length());
        }
        refuseIf(bytes > MOST_WATCH_BYTES, Refusal.TOO_MANY_WATCHES);
    }

    /** An expired key is removed first, so that its end is not taken for a change. */
    private void watchKeys(Request request, BitSet held, Session session, Lane lane) {
        Transaction transaction = session.transaction();
        runs.begin(held, session, lane, false);
        try {
            for (int i = 1; i < request.args.count(); i++) {
                Slice key = request.args.at(i);
                var watched = WatchKey.of(session.db(), key);
                if (!transaction.isWatching(watched)) {
                    boolean present = lane.visit.keyspace(session.db()).peek(key) != null;
                    transaction.add(shards.ofKey(key).watch(watched, present));
                }
            }
        } finally {
            lane.visit.end();
        }
    }

    private boolean exec(Batch batch, Client client, Lane lane) {
        Session session = client.session();
        Transaction transaction = session.transaction();
        if (transaction.isBroken()) {
            discard(session);
            throw Refusal.EXECABORT.refused();
        }
        var wanted = new BitSet();
        try {
            forEachQueued(transaction, lane, each -> addShards(each, wanted, session, lane));
        } catch (Refused moved) {
            discard(session);
            throw moved;
        }
        transaction.watches().forEach(watch -> wanted.set(watch.shard()));
        Request request = batch.current();
        return entrance.intoAll(
                wanted, batch, client, inside -> execInside(wanted, client, inside, request));
    }

    /** Takes the queued commands out one after the other, each to the place of the last. */
    private void forEachQueued(Transaction transaction, Lane lane, Consumer<Request> action) {
        CommandQueue queue = transaction.queue();
        Request request = lane.queued;
        long position = 0;
        for (int i = 0; i < queue.count(); i++) {
            request.clear();
            position = queue.read(position, request.args::add);
            dispatcher.lookUp(request);
            action.accept(request);
        }
    }

    private void addShards(Request request, BitSet wanted, Session session, Lane lane) {
        Plan plan = Objects.requireNonNull(request.plan);
        switch (Objects.requireNonNull(plan.handler)) {
            case Handler.OnShard _ -> {
                routes.ofKeys(plan, request.args, session, lane.keys);
                routes.addTo(wanted, request.args, lane.keys);
            }
            case Handler.OnEveryShard _, Handler.OnAllShards _ -> routes.addAllTo(wanted);
            case Handler.OnSession _, Handler.Waiting _, Handler.Framing _ -> {}
        }
    }

    private void execInside(BitSet held, Client client, Lane lane, Request exec) {
        Session session = client.session();
        Transaction transaction = session.transaction();
        Reply reply = client.reply();
        int mark = reply.mark();
        boolean writes = transaction.isWriting();
        Refused objection = runs.objection(held, writes);
        try {
            if (objection == null) {
                runQueue(held, client, lane);
                objection = Runs.hasWritten(lane) ? null : runs.objection(held, false);
            }
        } finally {
            for (Watch watch : transaction.watches()) {
                shards.at(watch.shard()).unwatch(watch);
            }
            transaction.clear();
        }
        if (objection != null) {
            Runs.refuse(reply, mark, objection);
        } else {
            Runs.gate(client, lane, mark, writes);
        }
        runs.ended(exec, client, lane);
    }

    private void runQueue(BitSet held, Client client, Lane lane) {
        Session session = client.session();
        Transaction transaction = session.transaction();
        Reply reply = client.reply();
        runs.begin(held, session, lane, transaction.isWriting());
        try {
            if (isTouched(transaction, lane)) {
                reply.nilArray();
            } else {
                transaction.close();
                reply.array(transaction.queue().count());
                forEachQueued(transaction, lane, each -> runs.queued(each, client, lane));
            }
        } finally {
            lane.visit.end();
        }
    }

    /** A watched key that expired meanwhile has changed too: looking at it removes it. */
    private static boolean isTouched(Transaction transaction, Lane lane) {
        for (Watch watch : transaction.watches()) {
            lane.queued.clear();
            Slice key = lane.queued.args.text(watch.key().bytes());
            lane.visit.keyspace(watch.key().db()).peek(key);
            if (watch.isTouched()) {
                return true;
            }
        }
        return false;
    }
}
