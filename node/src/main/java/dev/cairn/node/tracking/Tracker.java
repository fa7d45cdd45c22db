package dev.cairn.node.tracking;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One client's tracking, from CLIENT TRACKING ON to OFF.
 *
 * <p>What concerns its prefixes and CLIENT CACHING belongs to the client's thread; to be told, and
 * to be asked for figures, is for any thread.
 */
public final class Tracker {

    private final Listener owner;
    private final NavigableSet<byte[]> prefixes = new TreeSet<>(Arrays::compareUnsigned);
    private final BitSet shards = new BitSet();
    private final AtomicLong bytes = new AtomicLong();
    private volatile Mode mode;
    private volatile boolean broken;
    private boolean caching;
    private boolean sawClientCommand;

    Tracker(Listener owner, Mode mode) {
        this.owner = owner;
        this.mode = mode;
    }

    /** How the client wants to be told. */
    public Mode mode() {
        return mode;
    }

    /** CLIENT TRACKING ON again, with other options. */
    public void mode(Mode wanted) {
        mode = wanted;
        broken = false;
    }

    /** The connection that is told instead: 0 for none. */
    public long redirectedTo() {
        var redirection = mode.redirection();
        return redirection == null ? 0 : redirection.id();
    }

    /** Whether it was found that whoever was to be told instead is gone. */
    public boolean isBroken() {
        return broken;
    }

    /** The prefixes whose keys the client is told about, in the order of their bytes. */
    public NavigableSet<byte[]> prefixes() {
        return Collections.unmodifiableNavigableSet(prefixes);
    }

    /** Bytes that are kept for this client. */
    public long bytes() {
        return bytes.get();
    }

    /** The shards where keys may be noted for this client. */
    public BitSet shards() {
        return shards;
    }

    // What CLIENT CACHING says of the command that follows, or of its transaction.

    /** A command begins: what was said before the last one no longer holds. */
    public void began(boolean clientCommand, boolean inTransaction) {
        if (!sawClientCommand && !inTransaction) {
            caching = false;
        }
        sawClientCommand = clientCommand;
    }

    /** CLIENT CACHING. */
    public void caching() {
        caching = true;
    }

    /** Whether CLIENT CACHING was said of the command that runs. */
    public boolean isCaching() {
        return caching;
    }

    /** Whether the keys that the running command reads are to be noted. */
    public boolean isNoting() {
        Mode now = mode;
        return !now.broadcast() && !(now.optIn() && !caching) && !(now.optOut() && caching);
    }

    // For the tables.

    boolean addPrefix(byte[] prefix) {
        return prefixes.add(prefix);
    }

    void isNotedIn(int shard) {
        shards.set(shard);
    }

    void holds(long more) {
        bytes.addAndGet(more);
    }

    /** A key that was noted for the client has changed. */
    void forget(byte[] key, @Nullable Listener by) {
        Listener to = mode.broadcast() || spares(by) ? null : target();
        if (to != null) {
            to.forget(key);
        }
    }

    /** A key has changed that begins with a prefix of the client's. */
    void forget(byte[] prefix, byte[] key, @Nullable Listener by) {
        Listener to = spares(by) ? null : target();
        if (to != null) {
            to.forget(prefix, key);
        }
    }

    /** Any key may have changed. */
    void forgetAll() {
        Listener to = target();
        if (to != null) {
            to.forgetAll();
        }
    }

    private boolean spares(@Nullable Listener by) {
        return mode.noLoop() && owner.equals(by);
    }

    private @Nullable Listener target() {
        var redirection = mode.redirection();
        if (redirection == null) {
            return owner;
        }
        if (!redirection.to().isGone()) {
            return redirection.to();
        }
        broken = true;
        owner.redirectionBroken(redirection.id());
        return null;
    }
}
