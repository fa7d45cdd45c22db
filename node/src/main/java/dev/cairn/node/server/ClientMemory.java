package dev.cairn.node.server;

import dev.cairn.node.config.SettingTable;
import dev.cairn.node.config.Settings;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * The budget of memory for all clients together: requests being received, transactions, replies not
 * yet sent. When it is exceeded, the client that holds most is closed first. Any thread may call.
 */
final class ClientMemory {

    private final Settings settings;
    private final long mostByThisProcess;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final LongAdder held = new LongAdder();
    private final AtomicBoolean evicting = new AtomicBoolean();

    /**
     * @param mostByThisProcess the budget when the setting names none
     */
    ClientMemory(Settings settings, long mostByThisProcess) {
        this.settings = settings;
        this.mostByThisProcess = mostByThisProcess;
    }

    /** A connection is there. */
    void opened(Connection connection) {
        connections.add(connection);
    }

    /** A connection is gone, and all that it held. */
    void closed(Connection connection, long bytes) {
        connections.remove(connection);
        held.add(-bytes);
    }

    /** A connection holds so many bytes more, or fewer; closes the largest if that is too much. */
    void add(long bytes) {
        held.add(bytes);
        if (bytes > 0) {
            check();
        }
    }

    /**
     * Closes the largest client as long as all together hold too much: here if it is this thread's,
     * so that a client cannot outrun its own end.
     */
    private void check() {
        while (isExceeded() && evicting.compareAndSet(false, true)) {
            Connection largest = largest();
            if (largest != null && !largest.isOfThisThread()) {
                largest.later(() -> evictAndCheck(largest));
                return;
            }
            if (largest != null) {
                largest.evict();
            }
            evicting.set(false);
            if (largest == null) {
                return;
            }
        }
    }

    private void evictAndCheck(Connection largest) {
        largest.evict();
        evicting.set(false);
        check();
    }

    private boolean isExceeded() {
        long most = settings.get(SettingTable.MAXMEMORY_CLIENTS);
        return held.sum() > (most == 0 ? mostByThisProcess : Math.min(most, mostByThisProcess));
    }

    /** The client that holds most, of those that may be closed. */
    private @Nullable Connection largest() {
        return connections.stream()
                .filter(connection -> !connection.session().isNoEvict())
                .filter(connection -> connection.heldBytes() > 0)
                .max(Comparator.comparingLong(Connection::heldBytes))
                .orElse(null);
    }
}
