package dev.cairn.node.store;

import dev.cairn.node.memory.Memory;
import dev.cairn.node.memory.Pages;

/**
 * Brings into the cache what look-ups of several keys will read. In rounds, each over all keys: a
 * round's reads do not depend on each other, so that their cache misses overlap, and the next round
 * reads what the last one has led to.
 */
public final class Prefetch {
    /** Half of the records of so many bytes lie in two cache lines, and both are read. */
    private static final int SMALL_RECORD = 40;

    private final Table[] tables;
    private final long[] hashes;
    private final long[] pointers;
    private final long[] places;
    private int count;

    @SuppressWarnings("unused") // kept, so that no read is found to be without effect
    private long sum;

    /**
     * @param most keys at once
     */
    public Prefetch(int most) {
        tables = new Table[most];
        hashes = new long[most];
        pointers = new long[most];
        places = new long[most];
    }

    /** Begins with no keys. */
    public void begin() {
        count = 0;
    }

    /** One key more; whoever runs this is inside the shard of {@code database}. */
    public void add(Database database, long hash) {
        tables[count] = database.table();
        hashes[count] = hash;
        count++;
    }

    /**
     * Reads the keys' places in the index, then the records that these point to, or the next places
     * of the few keys that are not in the first, and their records.
     */
    public void run() {
        point();
        long read = 0;
        for (int i = 0; i < count; i++) {
            places[i] = Segment.home(pointers[i], hashes[i]);
            read += Memory.getLong(places[i]);
        }
        for (int i = 0; i < count; i++) {
            places[i] = Segment.after(pointers[i], places[i], hashes[i]);
        }
        for (int i = 0; i < count; i++) {
            read += places[i] < 0 ? Memory.getLong(-places[i]) : readRecord(places[i]);
        }
        for (int i = 0; i < count; i++) {
            if (places[i] < 0) {
                read += readRecord(Segment.after(pointers[i], -places[i], hashes[i]));
            }
        }
        sum += read;
    }

    /** Finds the segments of the keys; keys of empty tables are done with. */
    private void point() {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            long pointer = tables[i].pointer(hashes[i]);
            if (pointer != 0) {
                pointers[kept] = pointer;
                hashes[kept] = hashes[i];
                kept++;
            }
        }
        count = kept;
    }

    private static long readRecord(long record) {
        return record <= 0
                ? 0
                : Memory.getByte(record) + Memory.getByte(Pages.within(record, SMALL_RECORD));
    }
}
