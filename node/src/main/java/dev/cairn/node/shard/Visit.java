package dev.cairn.node.shard;

import dev.cairn.node.config.SettingTable;
import dev.cairn.node.config.Settings;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.metrics.Counter;
import dev.cairn.node.metrics.Tally;
import dev.cairn.node.store.HashLimits;
import dev.cairn.node.tracking.Listener;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;

/**
 * One task's stay inside a shard, or inside several: the time it sees, the effects it has, and what
 * its reply has to wait for. Lends the {@link Keyspace}s of the stay.
 *
 * <p>Reused from task to task by one thread, which has entered the shards before {@link #begin} and
 * leaves them after {@link #end}.
 */
public final class Visit {

    /** What a stay is for, and so what it may do about a key whose time is over. */
    public enum Purpose {
        /** Commands of clients on the primary: an expired key is removed, which is an effect. */
        SERVE,
        /** Reads that must not change anything: an expired key is hidden. */
        READ,
        /** A record of the primary: it alone says when a key is gone. */
        APPLY
    }

    private static final BitSet NONE = new BitSet();

    private final Shards shards;
    private final Settings settings;
    private final Tally tally;
    private final Keyspace[] keyspaces = new Keyspace[Keyspace.DATABASES];
    private @Nullable Shard only;
    private BitSet held = NONE;
    private @Nullable Argv command;
    private @Nullable Listener client;
    private Purpose purpose = Purpose.SERVE;
    private boolean open;
    private boolean counting;
    private boolean touching = true;
    private boolean verbatim;
    private long nowMillis;

    private Shard[] dirty = new Shard[4];
    private int dirtyCount;
    private final LogOffsets gates = new LogOffsets();
    private final LogOffsets written = new LogOffsets();

    /**
     * @param tally of the thread that uses this
     */
    public Visit(Shards shards, Settings settings, Tally tally) {
        this.settings = settings;
        this.shards = shards;
        this.tally = tally;
        for (int db = 0; db < keyspaces.length; db++) {
            keyspaces[db] = new Keyspace(this, db);
        }
    }

    /** Begins a stay in one shard. */
    public void begin(Shard shard, Purpose why, long now) {
        begin(why, now);
        only = shard;
    }

    /**
     * Begins a stay in several shards; which one a key lies in follows from the key.
     *
     * @param inside the numbers of the shards, which are not to change during the stay
     */
    public void beginInAll(BitSet inside, Purpose why, long now) {
        begin(why, now);
        held = inside;
    }

    private void begin(Purpose why, long now) {
        if (open) {
            throw new IllegalStateException("the last stay has not ended");
        }
        only = null;
        held = NONE;
        client = null;
        purpose = why;
        nowMillis = now;
        open = true;
        gates.clear();
        written.clear();
    }

    /** Narrows a stay in several shards to one of them, or with null widens it again. */
    public void within(@Nullable Shard shard) {
        only = shard;
    }

    /**
     * A command begins.
     *
     * @param reads whether its look-ups count as hits and misses
     */
    public void command(Argv argv, boolean reads) {
        command = argv;
        counting = reads;
        verbatim = false;
    }

    /** The numbers of the shards of a stay in several. */
    public BitSet held() {
        return held;
    }

    /** Whose commands run in this stay; nobody's if this is not said. */
    public void client(Listener who) {
        client = who;
    }

    /** Whether look-ups of this stay count as use of the key. */
    public void touching(boolean on) {
        touching = on;
    }

    /** The data of a database inside the entered shards, for this stay only. */
    public Keyspace keyspace(int db) {
        return keyspaces[db];
    }

    /** Ends the stay: the effects on each shard become its next record. */
    public void end() {
        open = false;
        command = null;
        for (int i = 0; i < dirtyCount; i++) {
            Shard shard = dirty[i];
            var recording = Objects.requireNonNull(shard.recording());
            long offset = shard.log().append(recording.effects.take());
            written.add(shard.log(), offset);
            waitFor(shard.log(), offset);
        }
        dirtyCount = 0;
    }

    /** Up to where which logs must be committed before the reply may leave. */
    public LogOffsets gates() {
        return gates;
    }

    /** The records that the stay has made, when it has ended. */
    public LogOffsets written() {
        return written;
    }

    // For the keyspaces.

    /** Whether clients have cached keys and are to hear of changes. */
    boolean isTracked() {
        return shards.tracking().isOn();
    }

    @Nullable Listener client() {
        return client;
    }

    Shards shards() {
        return shards;
    }

    long nowMillis() {
        return nowMillis;
    }

    Purpose purpose() {
        return purpose;
    }

    Settings settings() {
        return settings;
    }

    /** When hashes leave the packed form. */
    HashLimits hashLimits() {
        return new HashLimits(
                settings.get(SettingTable.HASH_MAX_LISTPACK_ENTRIES).intValue(),
                settings.get(SettingTable.HASH_MAX_LISTPACK_VALUE).intValue());
    }

    boolean isTouching() {
        return touching;
    }

    Keyspace sibling(int db) {
        return keyspaces[db];
    }

    Keyspace[] keyspaces() {
        return keyspaces;
    }

    /** The entered shard that a key lies in. */
    Shard shardOf(Slice key) {
        checkOpen();
        return only != null ? only : shards.ofKey(key);
    }

    /** The one shard of this stay; null if there are several. */
    @Nullable Shard only() {
        checkOpen();
        return only;
    }

    void looked(boolean found) {
        if (counting) {
            tally.increment(found ? Counter.KEYSPACE_HITS : Counter.KEYSPACE_MISSES);
        }
    }

    void expired() {
        tally.increment(Counter.EXPIRED_KEYS);
    }

    /** The reply depends on the last change of a key with this hash. */
    void read(Shard shard, long hash) {
        var recording = shard.recording();
        if (recording != null) {
            waitFor(shard.log(), recording.recentWrites.offsetOf(hash));
        }
    }

    /** The reply depends on everything in this shard. */
    void readAll(Shard shard) {
        if (shard.recording() != null) {
            waitFor(shard.log(), shard.log().end());
        }
    }

    /** Notes the command as it was received as its own effect on this shard, once. */
    void verbatim(Shard shard, int db, long hash) {
        var effects = recording(shard, hash);
        if (effects == null || verbatim) {
            return;
        }
        verbatim = true;
        Argv argv = Objects.requireNonNull(command);
        effects.begin(nowMillis, db, argv.count());
        for (int i = 0; i < argv.count(); i++) {
            effects.argument(argv.at(i));
        }
    }

    /** Notes an effect on a key of this shard. */
    void effect(Shard shard, int db, Effect verb, Slice key, Slice... arguments) {
        var effects = recording(shard, key.hash());
        if (effects == null) {
            return;
        }
        effects.begin(nowMillis, db, 2 + arguments.length);
        effects.argument(verb.name());
        effects.argument(key);
        for (Slice argument : arguments) {
            effects.argument(argument);
        }
    }

    /** Notes an effect that is on no key. */
    void effect(Shard shard, int db, Effect verb) {
        var effects = recording(shard);
        if (effects != null) {
            Objects.requireNonNull(shard.recording()).recentWrites.noteAll(shard.log().end() + 1);
            effects.begin(nowMillis, db, 1);
            effects.argument(verb.name());
        }
    }

    private @Nullable Effects recording(Shard shard, long hash) {
        var effects = recording(shard);
        if (effects != null) {
            Objects.requireNonNull(shard.recording())
                    .recentWrites
                    .note(hash, shard.log().end() + 1);
        }
        return effects;
    }

    private @Nullable Effects recording(Shard shard) {
        var recording = shard.recording();
        if (recording == null || purpose == Purpose.APPLY) {
            return null;
        }
        if (recording.effects.isEmpty()) {
            if (dirtyCount == dirty.length) {
                dirty = Arrays.copyOf(dirty, 2 * dirtyCount);
            }
            dirty[dirtyCount++] = shard;
        }
        return recording.effects;
    }

    private void waitFor(ShardLog log, long offset) {
        if (offset > log.committed()) {
            gates.add(log, offset);
        }
    }

    private void checkOpen() {
        if (!open) {
            throw new IllegalStateException("a keyspace is lent for one task and not longer");
        }
    }
}
