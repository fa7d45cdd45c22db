package dev.cairn.node.tracking;

import dev.cairn.node.memory.Slice;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which keys of one shard clients may have cached, the longest noted first. Belongs to whoever is
 * inside the shard.
 *
 * <p>As in Redis a key is a name, whatever the database.
 */
public final class CachedKeys {

    /** About what a key takes besides its bytes. */
    private static final long KEY_BYTES = 96;

    /** About what it takes to note that a client may have a key. */
    private static final long ITEM_BYTES = 48;

    private final Tracking tracking;
    private final int shard;
    private final LinkedHashMap<CachedKey, CachedKey> keys = new LinkedHashMap<>();
    private final Map<Tracker, Set<CachedKey>> byTracker = new HashMap<>();

    public CachedKeys(Tracking tracking, int shard) {
        this.tracking = tracking;
        this.shard = shard;
    }

    /** A client has read a key, present or not, and may have cached it. */
    public void note(Slice key, Tracker tracker) {
        var wanted = CachedKey.of(key);
        var its = byTracker.computeIfAbsent(tracker, each -> new HashSet<>());
        if (its.contains(wanted)) {
            return;
        }
        CachedKey cached = keys.computeIfAbsent(wanted, each -> each);
        if (cached.trackers().isEmpty()) {
            tracking.countKeys(1, KEY_BYTES + cached.length());
        }
        cached.add(tracker);
        its.add(cached);
        tracker.isNotedIn(shard);
        count(tracker, 1);
        shrink();
    }

    /**
     * A key has changed: whoever may have it is told, once.
     *
     * @param by whose client has changed it; null for nobody's
     */
    public void changed(Slice key, @Nullable Listener by) {
        if (keys.isEmpty() && !tracking.isBroadcasting()) {
            return;
        }
        byte[] bytes = key.toBytes();
        tracking.broadcast(bytes, by);
        CachedKey cached = keys.get(new CachedKey(bytes, key.hash()));
        if (cached != null) {
            cached.forget(by);
            remove(cached);
        }
    }

    /** Any key of the shard may change from now on without anybody being told here. */
    public void forgetAll() {
        if (!tracking.isOn()) {
            return;
        }
        keys.keySet().forEach(key -> key.forget(null));
        clear();
        tracking.forgetBroadcast();
    }

    /** Forgets all keys; that has been said to everybody. */
    public void clear() {
        byTracker.forEach((tracker, its) -> count(tracker, -its.size()));
        for (CachedKey key : keys.keySet()) {
            tracking.countKeys(-1, -KEY_BYTES - key.length());
        }
        keys.clear();
        byTracker.clear();
    }

    /** A client wants to be told no more. */
    public void drop(Tracker tracker) {
        Set<CachedKey> its = byTracker.remove(tracker);
        if (its == null) {
            return;
        }
        count(tracker, -its.size());
        for (CachedKey key : its) {
            key.remove(tracker);
            if (key.trackers().isEmpty()) {
                keys.remove(key);
                tracking.countKeys(-1, -KEY_BYTES - key.length());
            }
        }
    }

    /** While there are too many keys in all, those here are given up, and that is told. */
    public void shrink() {
        while (tracking.isOverfull() && !keys.isEmpty()) {
            CachedKey oldest = keys.keySet().iterator().next();
            oldest.forget(null);
            remove(oldest);
        }
    }

    private void remove(CachedKey key) {
        keys.remove(key);
        tracking.countKeys(-1, -KEY_BYTES - key.length());
        for (Tracker tracker : key.trackers()) {
            count(tracker, -1);
            Set<CachedKey> its = byTracker.get(tracker);
            if (its != null && its.remove(key) && its.isEmpty()) {
                byTracker.remove(tracker);
            }
        }
    }

    private void count(Tracker tracker, int items) {
        tracker.holds(items * ITEM_BYTES);
        tracking.countItems(items, items * ITEM_BYTES);
    }
}
