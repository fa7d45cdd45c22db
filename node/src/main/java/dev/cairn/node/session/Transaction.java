package dev.cairn.node.session;

import dev.cairn.node.shard.Argv;
import dev.cairn.node.shard.Watch;
import dev.cairn.node.shard.WatchKey;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** A session's WATCHed keys and the commands it has queued since MULTI. */
public final class Transaction {

    private final CommandQueue queue = new CommandQueue();
    private final Map<WatchKey, Watch> watches = new HashMap<>();
    private boolean open;
    private boolean broken;
    private boolean writing;
    private boolean growing;
    private long watchBytes;

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

    /** Whether a queued command may not run when memory is full. */
    public boolean isGrowing() {
        return growing;
    }

    /** A command is queued that may not run when memory is full. */
    public void willGrow() {
        growing = true;
    }

    /** A command could not be queued, so EXEC will refuse. */
    public void spoil() {
        broken |= open;
    }

    /** Whether a command could not be queued. */
    public boolean isBroken() {
        return broken;
    }

    /** Bytes that the queue would hold with one more command. */
    public long queueBytesWith(Argv command) {
        return queue.bytesWith(command);
    }

    /** Queues a copy of a command. */
    public void add(Argv command) {
        queue.add(command);
    }

    /** The queued commands in order. */
    public CommandQueue queue() {
        return queue;
    }

    /** Bytes that the queue and the watched keys take. */
    public long bytes() {
        return queue.bytes() + watchBytes;
    }

    /** Bytes that the watched keys take. */
    public long watchBytes() {
        return watchBytes;
    }

    /** Adds a watched key; {@code watch} is registered in the key's shard. */
    public void add(Watch watch) {
        watches.put(watch.key(), watch);
        watchBytes += watch.bytes();
    }

    /** The watched keys. */
    public Collection<Watch> watches() {
        return watches.values();
    }

    /** Whether this key is watched already. */
    public boolean isWatching(WatchKey key) {
        return watches.containsKey(key);
    }

    /** Forgets the queue: EXEC and DISCARD. The watches have been ended by the caller. */
    public void clear() {
        queue.clear();
        open = false;
        broken = false;
        writing = false;
        growing = false;
        clearWatches();
    }

    /** Forgets the watches, which the caller has ended. */
    public void clearWatches() {
        watches.clear();
        watchBytes = 0;
    }
}
