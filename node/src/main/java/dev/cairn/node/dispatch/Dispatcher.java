package dev.cairn.node.dispatch;

import dev.cairn.node.command.CommandTable;
import dev.cairn.node.command.Handler;
import dev.cairn.node.command.Reply;
import dev.cairn.node.config.OutputLimits;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.config.Settings;
import dev.cairn.node.session.NodeServices;
import dev.cairn.node.session.Session;
import dev.cairn.node.shard.Shard;
import dev.cairn.node.shard.Shards;
import dev.cairn.node.tracking.Tracker;
import dev.cairn.protocol.resp.Refused;

import org.jspecify.annotations.Nullable;

import java.util.BitSet;
import java.util.Objects;

/**
 * Runs batches of requests. {@link #one} tells a request's life in order; each step is a function
 * or a class of its own.
 */
public final class Dispatcher {

    /** A buffer of output takes no more, with some room for what replies consist of besides. */
    private static final long LONGEST_OUTPUT = Integer.MAX_VALUE - (1L << 20);

    private final CommandTable table;
    private final Plan[] plans;
    private final Settings settings;
    private final Shards shards;
    private final Lanes lanes;
    private final Admission admission;
    private final Routes routes;
    private final Aftermath aftermath;
    private final Runs runs;
    private final Entrance entrance;
    private final Transactions transactions;
    private final Paused paused;
    private volatile long mostReplyBytes;
    private final Waits waits;

    public Dispatcher(CommandTable table, Lanes lanes, NodeServices node) {
        this.table = table;
        this.plans = Plan.of(table.all());
        this.settings = node.settings();
        this.shards = node.shards();
        this.lanes = lanes;
        this.admission = new Admission(settings, shards);
        this.routes = new Routes(shards);
        this.aftermath = new Aftermath(node);
        this.paused = new Paused(node.sessions());
        this.runs = new Runs(shards, aftermath, paused);
        this.entrance = new Entrance(shards, lanes, routes, runs);
        this.waits = new Waits(lanes, runs, node.sessions());
        this.transactions = new Transactions(this, entrance, routes, runs);
        bound(node.settings().get(SettingTable.CLIENT_OUTPUT_BUFFER_LIMIT));
        node.settings().onChange(SettingTable.CLIENT_OUTPUT_BUFFER_LIMIT, this::bound);
    }

    private void bound(OutputLimits limits) {
        long hard = limits.of(OutputLimits.Audience.NORMAL).hardBytes();
        mostReplyBytes = hard == 0 ? LONGEST_OUTPUT : Math.min(hard, LONGEST_OUTPUT);
    }

    /** Goes by another version of who owns what from now on. Any thread. */
    public void follow(Routing routing) {
        routes.follow(routing);
    }

    /** The chores of the shards. */
    public Upkeep upkeep() {
        return new Upkeep(settings, shards, lanes, routes, paused);
    }

    /** Forgets what a client that has gone away left in the shards. Any thread. */
    public void forget(Session session) {
        transactions.endWatches(session);
        session.trackNoMore();
    }

    /**
     * Runs the rest of a batch in order, on its client's thread; less of it if the session is to be
     * closed or the client's replies are to be sent first.
     *
     * @return false if the current request is parked: {@link Client#resume} will follow, after
     *     which the batch is to be advanced and run again
     */
    public boolean run(Batch batch, Client client) {
        Lane lane = lanes.here();
        lane.begin();
        client.reply().atMost(mostReplyBytes);
        boolean here = true;
        try {
            prepare(batch, client.session(), lane);
            while (batch.hasNext()) {
                here = one(batch, client, lane, true);
                if (!here) {
                    return false;
                }
                batch.advance();
                if (client.session().isCloseAfterReply() || client.isFull()) {
                    return true;
                }
            }
            return true;
        } finally {
            if (here) { // a batch with a parked request has left all, and may be another thread's
                batch.leaveAll();
            }
        }
    }

    /** Looks all requests up, and of several on one key each fetches what they will read. */
    private void prepare(Batch batch, Session session, Lane lane) {
        boolean several = batch.size() - batch.next() > 1;
        lane.prefetch.begin();
        for (int i = batch.next(); i < batch.size(); i++) {
            Request request = batch.at(i);
            Plan plan = lookUp(request);
            if (several && plan != null && hasOnlyKey(plan, request)) {
                Shard shard = shards.ofSlot(request.slot());
                if (batch.tryEnter(shard)) {
                    shard.announce(session.db(), request.args.at(plan.onlyKey), lane.prefetch);
                }
            }
        }
        lane.prefetch.run();
    }

    private static boolean hasOnlyKey(Plan plan, Request request) {
        return plan.onlyKey > 0 && plan.onlyKey < request.args.count();
    }

    /**
     * The request's plan; null if there is no such command, which is said in the request's turn.
     */
    @Nullable Plan lookUp(Request request) {
        if (request.plan == null && request.unknown == null) {
            try {
                request.plan = plans[table.resolve(request.args).number()];
            } catch (Refused unknown) {
                request.unknown = unknown;
            }
        }
        return request.plan;
    }

    /** The life of one request; false if it is parked. */
    private boolean one(Batch batch, Client client, Lane lane, boolean mayWait) {
        Request request = batch.current();
        Session session = client.session();
        Reply reply = client.reply();
        Tracker tracker = session.tracker();
        if (tracker != null && mayWait && !request.again) {
            client.tell();
            tracker.began(isOfClient(request), session.transaction().isOpen());
        }
        int mark = reply.mark();
        boolean runs = false;
        try {
            Plan plan = admission.admit(request, session);
            runs = plan.immediate;
            if (mayWait && isPaused(plan, session, lane)) {
                return park(plan, batch, client);
            }
            if (runs && plan.name.equals("reset")) {
                transactions.discard(session);
            }
            session.began(plan.name, lane.nowMillis());
            if (session.transaction().isOpen() && !plan.immediate) {
                transactions.queue(plan, request, client, lane);
                return true;
            }
            return enter(plan, batch, client, lane);
        } catch (Refused refused) {
            // What could not be queued spoils the transaction; a nested MULTI does not.
            Runs.refuse(
                    reply, mark, runs ? refused : transactions.spoil(request, session, refused));
            aftermath.noteRefused(request, client, lane);
            Entrance.hush(client, mark);
            return true;
        }
    }

    /** What CLIENT CACHING says outlives other subcommands of CLIENT. */
    private static boolean isOfClient(Request request) {
        Plan plan = request.plan;
        return plan != null && plan.name.startsWith("client|");
    }

    /** An EXEC waits if what it runs would. */
    private boolean isPaused(Plan plan, Session session, Lane lane) {
        boolean exec = plan.handler == Handler.Framing.EXEC && session.transaction().isWriting();
        return paused.holds(plan.writes || exec, lane.nowMillis());
    }

    /** The request has its turn again when the pause is over. */
    private boolean park(Plan plan, Batch batch, Client client) {
        batch.leaveAll();
        client.sendSoFar();
        paused.add(
                plan.writes || client.session().transaction().isWriting(),
                client,
                () -> client.later(() -> goOn(batch, client), 0));
        return false;
    }

    private void goOn(Batch batch, Client client) {
        Lane lane = lanes.here();
        lane.begin();
        if (one(batch, client, lane, false)) {
            batch.leaveAll();
            client.resume();
        }
    }

    private boolean enter(Plan plan, Batch batch, Client client, Lane lane) {
        Request request = batch.current();
        if (plan.onlyKey > 0) {
            Shard shard = routes.ofKey(plan, request, client.session());
            return entrance.into(shard, batch, client, lane);
        }
        return switch (Objects.requireNonNull(plan.handler)) {
            case Handler.OnShard _ -> keys(plan, batch, client, lane);
            case Handler.OnSession _ -> {
                batch.leaveAll();
                yield entrance.beside(request, client, lane);
            }
            case Handler.Waiting handler -> {
                batch.leaveAll();
                yield waits.begin(handler, request, client);
            }
            case Handler.OnEveryShard handler -> entrance.through(handler, batch, client);
            case Handler.OnAllShards _ -> {
                var wanted = new BitSet();
                routes.addAllTo(wanted);
                yield inAll(wanted, batch, client);
            }
            case Handler.Framing framing -> {
                batch.leaveAll();
                yield transactions.frame(framing, batch, client, lane);
            }
        };
    }

    private boolean keys(Plan plan, Batch batch, Client client, Lane lane) {
        Request request = batch.current();
        Shard shard = routes.ofKeys(plan, request.args, client.session(), lane.keys);
        if (shard != null) {
            return entrance.into(shard, batch, client, lane);
        }
        var wanted = new BitSet();
        routes.addTo(wanted, request.args, lane.keys);
        return inAll(wanted, batch, client);
    }

    private boolean inAll(BitSet wanted, Batch batch, Client client) {
        Request request = batch.current();
        return entrance.intoAll(
                wanted, batch, client, lane -> runs.insideAll(wanted, request, client, lane));
    }
}
