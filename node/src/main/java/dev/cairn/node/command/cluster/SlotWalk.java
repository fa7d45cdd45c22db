package dev.cairn.node.command.cluster;

import dev.cairn.node.command.Handler.Walk;
import dev.cairn.node.command.Reply;
import dev.cairn.node.shard.Keyspace;
import dev.cairn.node.store.Entry;
import dev.cairn.protocol.slot.Slots;

import java.util.ArrayList;
import java.util.List;

/** Counts or names the keys of one slot, looking through the slot's shard. */
final class SlotWalk implements Walk {

    private final int slot;
    private final int shard;
    private final long most;
    private final boolean names;
    private final List<byte[]> found = new ArrayList<>();
    private long count;

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
    public boolean visit(Keyspace keyspace, int visited) {
        long cursor = 0;
        do {
            cursor = visited == shard ? keyspace.scan(cursor, 1_000, this::visit) : 0;
        } while (cursor != 0 && count < most);
        return false;
    }

    private void visit(Entry entry) {
        if (count < most && Slots.of(entry.key()) == slot) {
            count++;
            if (names) {
                found.add(entry.key().toBytes());
            }
        }
    }

    @Override
    public void reply(Reply out) {
        if (names) {
            out.array(found.size());
            found.forEach(out::bulk);
        } else {
            out.integer(count);
        }
    }
}
