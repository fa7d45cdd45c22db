package dev.cairn.node.server;

import dev.cairn.node.config.SettingTable;
import dev.cairn.node.config.Settings;
import dev.cairn.node.session.Session;
import dev.cairn.node.session.Sessions;

import java.util.Comparator;
import java.util.concurrent.atomic.LongAdder;

/**
 * The budget of memory for all clients together: requests being received, transactions, replies not
 * yet sent. When it is exceeded, the client that holds most is closed first.
 */
final class ClientMemory {

    private final Settings settings;
    private final Sessions sessions;
    private final long mostByThisProcess;
    private final LongAdder held = new LongAdder();

    /**
     * @param mostByThisProcess the budget when the setting names none
     */
    ClientMemory(Settings settings, Sessions sessions, long mostByThisProcess) {
        this.settings = settings;
        this.sessions = sessions;
        this.mostByThisProcess = mostByThisProcess;
    }

    /** A connection holds so many bytes more, or fewer. */
    void add(long bytes) {
        held.add(bytes);
    }

    boolean isExceeded() {
        long most = settings.get(SettingTable.MAXMEMORY_CLIENTS);
        return held.sum() > (most == 0 ? mostByThisProcess : Math.min(most, mostByThisProcess));
    }

    /** Closes the client that holds most, of those that may be closed; whether there was one. */
    boolean closeLargest() {
        var largest =
                sessions.all().stream()
                        .filter(session -> !session.isNoEvict())
                        .max(Comparator.comparingLong(ClientMemory::heldBy));
        largest.ifPresent(session -> session.link().close());
        return largest.isPresent();
    }

    private static long heldBy(Session session) {
        return session.link().heldBytes() + session.transaction().bytes();
    }
}
