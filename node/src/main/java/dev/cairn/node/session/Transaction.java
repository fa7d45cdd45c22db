package dev.cairn.node.session;

import dev.cairn.node.shard.Argv;
import dev.cairn.node.shard.Watch;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** A session's WATCHed keys and the commands it has queued since MULTI. */
public final class Transaction {

    private static final int BYTES_PER_ARGUMENT = 24;

    private final List<byte[][]> queue = new ArrayList<>();
    private final List<Watch> watches = new ArrayList<>();
    private boolean open;
    private boolean broken;
    private boolean writing;
    private long bytes;

    Transaction() {}

    /** Whether commands are being queued. */
    public boolean isOpen() {
        return open;
    }

    /** MULTI. */
    public void open() {
        open = true;
    }

    /** EXEC runs the queue: its commands are run, not queued again. */
    public void close() {
        open = false;
    }

    /** Whether a queued command writes. */
    public boolean isWriting() {
        return writing;
    }

    /** A command that writes is queued. */
    public void willWrite() {
        writing = true;
    }

    /** A command could not be queued, so EXEC will refuse. */
    public void spoil() {
        broken |= open;
    }

    /** Whether a command could not be queued. */
    public boolean isBroken() {
        return broken;
    }

    /** Queues a copy of a command. */
    public void add(Argv command) {
        var copy = new byte[command.count()][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = command.at(i).toBytes();
            bytes += BYTES_PER_ARGUMENT + copy[i].length;
        }
        queue.add(copy);
    }

    /** The queued commands in order. */
    public List<byte[][]> queue() {
        return queue;
    }

    /** Bytes that the queue and the watched keys take. */
    public long bytes() {
        return bytes;
    }

    /** Adds a watched key; {@code watch} is registered in the key's shard. */
    public void add(Watch watch) {
        watches.add(watch);
        bytes += watch.bytes();
    }

    /** The watched keys. */
    public List<Watch> watches() {
        return watches;
    }

    /** The watch on this key of this database, if there is one already. */
    public @Nullable Watch watchOn(int db, byte[] key) {
        for (Watch watch : watches) {
            if (watch.isOn(db, key)) {
                return watch;
            }
        }
        return null;
    }

    /** Forgets the queue: EXEC and DISCARD. The watches have been ended by the caller. */
    public void clear() {
        queue.clear();
        open = false;
        broken = false;
        writing = false;
        clearWatches();
    }

    /** Forgets the watches, which the caller has ended. */
    public void clearWatches() {
        watches.clear();
        bytes = 0;
        for (byte[][] command : queue) {
            for (byte[] argument : command) {
                bytes += BYTES_PER_ARGUMENT + argument.length;
            }
        }
    }
}
