package dev.cairn.node.command.cluster;

import dev.cairn.node.command.Handler.Walk;
import dev.cairn.node.command.Reply;
import dev.cairn.node.shard.Keyspace;
import dev.cairn.node.store.Entry;
import dev.cairn.protocol.slot.Slots;

/** Counts or names the keys of one slot, looking through the slot's shard. */
final class SlotWalk implements Walk {

    private static final int NOWHERE = -1;

    private final int slot;
    private final int shard;
    private final long most;
    private final boolean names;
    private int mark = NOWHERE;
    private int count;

    SlotWalk(int slot, int shards, long most, boolean names) {
        this.slot = slot;
        this.shard = slot / (Slots.COUNT / shards);
        this.most = most;
        this.names = names;
    }

    @Override
    public int firstShard() {
        return shard;
    }

    @Override
    public boolean visit(Keyspace keyspace, int visited, Reply out) {
        mark = out.mark();
        long cursor = 0;
        do {
            cursor =
                    visited == shard ? keyspace.scan(cursor, 1_000, entry -> visit(entry, out)) : 0;
        } while (cursor != 0 && count < most);
        return false;
    }

    private void visit(Entry entry, Reply out) {
        if (count < most && Slots.of(entry.key()) == slot) {
            count++;
            if (names) {
                out.bulk(entry.key());
            }
        }
    }

    @Override
    public void reply(Reply out) {
        if (names) {
            out.arrayBefore(mark == NOWHERE ? out.mark() : mark, count);
        } else {
            out.integer(count);
        }
    }
}
