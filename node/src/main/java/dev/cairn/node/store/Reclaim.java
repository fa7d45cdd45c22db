package dev.cairn.node.store;

import dev.cairn.node.memory.Slabs;

import java.util.ArrayDeque;

/** The tables of removed hashes, freed a few records at a time so that no removal takes long. */
final class Reclaim {
    private final Slabs slabs;
    private final ArrayDeque<Table> waiting = new ArrayDeque<>();

    Reclaim(Slabs slabs) {
        this.slabs = slabs;
    }

    void add(Table table) {
        waiting.add(table);
    }

    /** Frees about {@code most} records; whether there is more to free. */
    boolean step(int most) {
        var table = waiting.peek();
        if (table == null) {
            return false;
        }
        if (!table.drain(most, record -> slabs.free(record, RecordLayout.bytes(record)))) {
            table.close();
            waiting.remove();
        }
        return !waiting.isEmpty();
    }
}
