package dev.cairn.node.dispatch;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Keys;
import dev.cairn.node.session.Session;
import dev.cairn.node.shard.Shard;
import dev.cairn.node.shard.Shards;
import dev.cairn.protocol.resp.Refusal;
import dev.cairn.protocol.slot.Slots;

import org.jspecify.annotations.Nullable;

import java.util.BitSet;

/** Finds the shards that a request's keys lie in, and whether this node answers for them. */
final class Routes {

    private final Shards shards;
    private volatile Routing routing = Routing.ALONE;

    Routes(Shards shards) {
        this.shards = shards;
    }

    Shards shards() {
        return shards;
    }

    /** Goes by another version of who owns what from now on. */
    void follow(Routing next) {
        routing = next;
    }

    /** Whether a walk visits this shard. */
    boolean serves(int shard) {
        return routing.serves(shard);
    }

    /** The shard of a command's one key. */
    Shard ofKey(Plan plan, Request request, Session session) {
        int slot = request.slot();
        routing.check(slot, plan.writes, session);
        return shards.ofSlot(slot);
    }

    /** The one shard of a command's keys; null if they lie in several, for {@link #addTo}. */
    @Nullable Shard ofKeys(Plan plan, Args args, Session session, Keys keys) {
        if (!keys.find(plan.command, args) || keys.count() == 0) {
            throw Refusal.SYNTAX.refused();
        }
        Routing now = routing;
        int first = -1;
        Shard shard = null;
        boolean several = false;
        for (int i = 0; i < keys.count(); i++) {
            int slot = Slots.of(args.at(keys.position(i)));
            if (first >= 0 && slot != first && !now.mayCross()) {
                throw Refusal.CROSSSLOT.refused();
            }
            now.check(slot, plan.writes, session);
            Shard next = shards.ofSlot(slot);
            several |= shard != null && !shard.equals(next);
            first = slot;
            shard = next;
        }
        return several ? null : shard;
    }

    /** Adds the shards of the keys that {@code keys} has just found. */
    void addTo(BitSet wanted, Args args, Keys keys) {
        for (int i = 0; i < keys.count(); i++) {
            wanted.set(shards.ofKey(args.at(keys.position(i))).index());
        }
    }

    /** Adds all shards that this node answers for. */
    void addAllTo(BitSet wanted) {
        for (int i = 0; i < shards.count(); i++) {
            if (routing.serves(i)) {
                wanted.set(i);
            }
        }
    }
}
