package dev.cairn.node.dispatch;

import dev.cairn.node.command.Handler;
import dev.cairn.node.metrics.Counter;
import dev.cairn.node.session.ReplyMode;
import dev.cairn.node.session.Session;
import dev.cairn.node.shard.Shard;
import dev.cairn.node.shard.ShardTask;
import dev.cairn.node.shard.Shards;

import org.slf4j.LoggerFactory;

import java.util.BitSet;

/**
 * The ways of a request to its data. Each function says whether the request is done; if not, it is
 * parked, and its client will be resumed.
 */
final class Entrance {

    private final Shards shards;
    private final Lanes lanes;
    private final Routes routes;
    private final Runs runs;

    Entrance(Shards shards, Lanes lanes, Routes routes, Runs runs) {
        this.shards = shards;
        this.lanes = lanes;
        this.routes = routes;
        this.runs = runs;
    }

    /** Beside the data. */
    boolean beside(Request request, Client client, Lane lane) {
        int mark = client.reply().mark();
        runs.beside(request, client, lane);
        hush(client, mark);
        return true;
    }

    /** Into one shard. */
    boolean into(Shard shard, Batch batch, Client client, Lane lane) {
        Request request = batch.current();
        int mark = client.reply().mark();
        if (batch.tryEnter(shard)) {
            if (isKept(shard, request, client)) {
                client.sendSoFar();
                batch.leaveAll();
                return false;
            }
            runs.inside(shard, request, client, lane);
            hush(client, mark);
            return true;
        }
        batch.leaveAll();
        lane.tally.increment(Counter.SHARD_BUSY);
        var parking = new Parking(client);
        shard.submit(
                inside -> {
                    if (isKept(inside, request, client)) {
                        return ShardTask.Then.LEAVE;
                    }
                    tell(
                            client,
                            parking,
                            mark,
                            () -> {
                                runs.inside(inside, request, client, beginHere());
                                hush(client, mark);
                            });
                    return ShardTask.Then.LEAVE;
                });
        return parking.isDoneOrPark();
    }

    /** Into several shards, to do there what {@code task} does with the lane of its thread. */
    boolean intoAll(BitSet wanted, Batch batch, Client client, Task task) {
        batch.leaveAll();
        Request request = batch.current();
        int mark = client.reply().mark();
        var parking = new Parking(client);
        shards.enterAll(
                wanted.stream().toArray(),
                () -> {
                    if (wanted.stream().noneMatch(i -> isKept(shards.at(i), request, client))) {
                        tell(
                                client,
                                parking,
                                mark,
                                () -> {
                                    task.run(beginHere());
                                    hush(client, mark);
                                });
                    }
                });
        return parking.isDoneOrPark();
    }

    /**
     * Keeps a request while the shard that has been entered changes hands, so that its client hears
     * nothing of that; it is tried again, here or elsewhere, as soon as it is known who leads.
     */
    private static boolean isKept(Shard shard, Request request, Client client) {
        if (!shard.log().isChangingHands()) {
            return false;
        }
        request.again = true;
        shard.log().whenSettled(client::again);
        return true;
    }

    /** Through all shards, one at a time. */
    boolean through(Handler.OnEveryShard handler, Batch batch, Client client) {
        batch.leaveAll();
        return new Walking(this, shards, batch.current(), client, handler).start();
    }

    /**
     * Runs what ends with the reply to a request that may be parked. If it fails, nobody knows what
     * the client was told: it is closed, and not left waiting.
     */
    static void tell(Client client, Parking parking, int mark, Runnable run) {
        try {
            run.run();
        } catch (RuntimeException | Error bug) {
            LoggerFactory.getLogger(Entrance.class).error("A request failed", bug);
            client.reply().rollback(mark);
            client.session().closeAfterReply();
        } finally {
            parking.done();
        }
    }

    /** Something to be done with several shards held. */
    @FunctionalInterface
    interface Task {
        void run(Lane lane);
    }

    /** Whether a walk visits this shard. */
    boolean serves(int shard) {
        return routes.serves(shard);
    }

    /** Begins a stay of a walk in a shard. */
    void begin(Shard shard, Client client, Lane lane) {
        runs.begin(shard, client.session(), lane);
    }

    /** The lane of this thread, for a task that begins now. */
    Lane beginHere() {
        Lane lane = lanes.here();
        lane.begin();
        return lane;
    }

    /** A request that ran in pieces is done. */
    void done(Request request, Client client, int mark) {
        runs.ended(request, client, lanes.here());
        hush(client, mark);
    }

    /** Takes the reply back from a client that does not want to hear it. */
    static void hush(Client client, int mark) {
        Session session = client.session();
        ReplyMode mode = session.replyMode();
        if (mode == ReplyMode.ON) {
            return;
        }
        client.reply().rollback(mark);
        client.regate(mark);
        switch (mode) {
            case SKIP_NEXT -> session.replyMode(ReplyMode.SKIPPING);
            case SKIPPING -> session.replyMode(ReplyMode.ON);
            case ON, OFF -> {}
        }
    }
}
