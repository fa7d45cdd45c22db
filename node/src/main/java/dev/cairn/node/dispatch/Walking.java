package dev.cairn.node.dispatch;

import dev.cairn.node.command.Handler;
import dev.cairn.node.shard.Shard;
import dev.cairn.node.shard.ShardTask;
import dev.cairn.node.shard.Shards;
import dev.cairn.node.shard.Trampoline;
import dev.cairn.protocol.resp.Refused;

import org.jspecify.annotations.Nullable;

/**
 * A command's walk through the shards, one at a time in ascending order; where a shard is busy, the
 * walk goes on when whoever is inside has let it in.
 */
final class Walking implements ShardTask {

    private final Entrance entrance;
    private final Shards shards;
    private final Request request;
    private final Client client;
    private final Handler.Walk walk;
    private final Parking parking;
    private final int mark;
    private int next;
    private boolean refused;

    Walking(
            Entrance entrance,
            Shards shards,
            Request request,
            Client client,
            Handler.OnEveryShard handler) {
        this.entrance = entrance;
        this.shards = shards;
        this.request = request;
        this.client = client;
        this.mark = client.reply().mark();
        this.walk = handler.start(client.session(), request.args);
        this.next = walk.firstShard();
        this.parking = new Parking(client);
    }

    /** Walks as far as it gets; whether it is through and has replied. */
    boolean start() {
        advance();
        return parking.isDoneOrPark();
    }

    @Override
    public Then run(Shard shard) {
        visit(shard);
        Trampoline.run(this::advance);
        return Then.LEAVE;
    }

    private void advance() {
        while (next < shards.count()) {
            Shard shard = shards.at(next);
            if (!entrance.serves(next)) {
                next++;
            } else if (shard.tryEnter(this)) {
                try {
                    visit(shard);
                } finally {
                    shard.leave(this);
                }
            } else {
                shard.submit(this); // from here on another thread may be running this
                return;
            }
        }
        reply();
    }

    /** Takes what it needs from one shard, and knows afterwards which is next. */
    private void visit(Shard shard) {
        Lane lane = entrance.beginHere();
        boolean more = false;
        try {
            refuseIf(Runs.objection(shard, false));
            more = visit(shard, lane);
            refuseIf(Runs.objection(shard, false));
            Runs.gate(client, lane, mark, false);
        } catch (Refused refusal) {
            more = false;
            refused = true;
            Runs.closeIfTooLong(refusal, client.session(), lane);
            Runs.refuse(client.reply(), mark, refusal);
        } catch (RuntimeException | Error bug) {
            more = false;
            refused = true;
            Runs.failed(request, client.reply(), mark, bug);
        }
        next = more ? shard.index() + 1 : shards.count();
    }

    private boolean visit(Shard shard, Lane lane) {
        entrance.begin(shard, client, lane);
        try {
            lane.visit.command(request.args, true);
            var keyspace = lane.visit.keyspace(client.session().db());
            return walk.visit(keyspace, shard.index(), client.reply());
        } finally {
            lane.visit.end();
        }
    }

    private static void refuseIf(@Nullable Refused objection) {
        if (objection != null) {
            throw objection;
        }
    }

    private void reply() {
        Entrance.tell(
                client,
                parking,
                mark,
                () -> {
                    if (!refused) {
                        walk.reply(client.reply());
                        client.regate(mark);
                    }
                    entrance.done(request, client, mark);
                });
    }
}
