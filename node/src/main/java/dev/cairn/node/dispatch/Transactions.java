package dev.cairn.node.dispatch;

import dev.cairn.node.command.Handler;
import dev.cairn.node.command.Reply;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.session.Session;
import dev.cairn.node.session.Transaction;
import dev.cairn.node.shard.ShardTask;
import dev.cairn.node.shard.Shards;
import dev.cairn.node.shard.Watch;
import dev.cairn.protocol.resp.Refusal;
import dev.cairn.protocol.resp.Refused;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/** MULTI, EXEC, DISCARD, WATCH and UNWATCH. */
final class Transactions {

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
        client.session().transaction().add(request.args);
        if (plan.writes) {
            client.session().transaction().willWrite();
        }
        client.reply().simple("QUEUED");
        Entrance.hush(client, mark);
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

    /** An expired key is removed first, so that its end is not taken for a change. */
    private void watchKeys(Request request, BitSet held, Session session, Lane lane) {
        Transaction transaction = session.transaction();
        runs.begin(held, session, lane);
        for (int i = 1; i < request.args.count(); i++) {
            Slice key = request.args.at(i);
            if (transaction.watchOn(session.db(), key.toBytes()) == null) {
                boolean present = lane.visit.keyspace(session.db()).peek(key) != null;
                transaction.add(shards.ofKey(key).watch(session.db(), key, present));
            }
        }
        lane.visit.end();
    }

    private boolean exec(Batch batch, Client client, Lane lane) {
        Session session = client.session();
        Transaction transaction = session.transaction();
        if (transaction.isBroken()) {
            discard(session);
            throw Refusal.EXECABORT.refused();
        }
        List<Request> queue = queued(transaction);
        var wanted = new BitSet();
        try {
            addShards(queue, wanted, session, lane);
        } catch (Refused moved) {
            discard(session);
            throw moved;
        }
        transaction.watches().forEach(watch -> wanted.set(watch.shard()));
        Request request = batch.current();
        return entrance.intoAll(
                wanted,
                batch,
                client,
                inside -> execInside(queue, wanted, client, inside, request));
    }

    private List<Request> queued(Transaction transaction) {
        var requests = new ArrayList<Request>();
        for (byte[][] command : transaction.queue()) {
            var request = new Request();
            for (byte[] argument : command) {
                request.add(Slice.copyOf(argument));
            }
            dispatcher.lookUp(request);
            requests.add(request);
        }
        return requests;
    }

    private void addShards(List<Request> queue, BitSet wanted, Session session, Lane lane) {
        for (Request request : queue) {
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
    }

    private void execInside(
            List<Request> queue, BitSet held, Client client, Lane lane, Request exec) {
        Session session = client.session();
        Transaction transaction = session.transaction();
        Reply reply = client.reply();
        int mark = reply.mark();
        boolean writes = queue.stream().anyMatch(each -> Objects.requireNonNull(each.plan).writes);
        Refused objection = runs.objection(held, writes);
        if (objection == null) {
            runQueue(queue, held, client, lane);
            objection = writes ? null : runs.objection(held, false);
        }
        for (Watch watch : transaction.watches()) {
            shards.at(watch.shard()).unwatch(watch);
        }
        transaction.clear();
        if (objection != null) {
            Runs.refuse(reply, mark, objection);
        } else {
            Runs.gate(client, lane, mark, writes);
        }
        runs.ended(exec, client, lane);
    }

    private void runQueue(List<Request> queue, BitSet held, Client client, Lane lane) {
        Session session = client.session();
        Transaction transaction = session.transaction();
        Reply reply = client.reply();
        runs.begin(held, session, lane);
        if (isTouched(transaction, lane)) {
            reply.nilArray();
        } else {
            transaction.close();
            reply.array(queue.size());
            for (Request request : queue) {
                runs.queued(request, client, lane);
            }
        }
        lane.visit.end();
    }

    /** A watched key that expired meanwhile has changed too: looking at it removes it. */
    private static boolean isTouched(Transaction transaction, Lane lane) {
        for (Watch watch : transaction.watches()) {
            Slice key = Slice.copyOf(watch.key());
            lane.visit.keyspace(watch.db()).peek(key);
            if (watch.isTouched()) {
                return true;
            }
        }
        return false;
    }
}
