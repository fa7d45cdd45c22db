package dev.cairn.node.shard;

import dev.cairn.node.memory.Memory;
import dev.cairn.node.memory.Pages;
import dev.cairn.node.memory.Slice;

/**
 * Brings into the cache what the commands of a batch will read of the keys they are about. In
 * rounds, each over all keys: a round's reads do not depend on each other, so that their cache
 * misses overlap, and the next round reads what the last one has led to.
 */
public final class Prefetch {
    /** Half of the records of so many bytes lie in two cache lines, and both are read. */
    private static final int SMALL_RECORD = 40;

    private final Shard[] shards;
    private final long[] hashes;
    private final long[] places;
    private int db;
    private int count;

    @SuppressWarnings("unused") // kept, so that no read is found to be without effect
    private long sum;

    /**
     * @param most keys of one batch
     */
    public Prefetch(int most) {
        shards = new Shard[most];
        hashes = new long[most];
        places = new long[most];
    }

    /** Begins a batch of keys of a database. */
    public void begin(int database) {
        db = database;
        count = 0;
    }

    /** One key more, of a shard that has been entered. */
    public void add(Shard shard, Slice key) {
        shards[count] = shard;
        hashes[count] = key.hash();
        count++;
    }

    /**
     * Reads the keys' places in the index, then the records that these point to, or the next places
     * of the few keys that are not in the first, and their records.
     */
    public void run() {
        long read = 0;
        for (int i = 0; i < count; i++) {
            places[i] = shards[i].place(db, hashes[i]);
        }
        for (int i = 0; i < count; i++) {
            read += places[i] == 0 ? 0 : Memory.getLong(places[i]);
        }
        for (int i = 0; i < count; i++) {
            places[i] = shards[i].after(db, places[i], hashes[i]);
        }
        for (int i = 0; i < count; i++) {
            read += places[i] < 0 ? Memory.getLong(-places[i]) : readRecord(places[i]);
        }
        for (int i = 0; i < count; i++) {
            if (places[i] < 0) {
                read += readRecord(shards[i].after(db, -places[i], hashes[i]));
            }
        }
        sum += read;
    }

    private static long readRecord(long record) {
        return record <= 0
                ? 0
                : Memory.getByte(record) + Memory.getByte(Pages.within(record, SMALL_RECORD));
    }
}
