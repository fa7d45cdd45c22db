package dev.cairn.node.session;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The sessions of a node. Any thread may call. */
public final class Sessions {

    private final Map<Long, Session> byId = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();
    private volatile Pause pause = Pause.NONE;
    private final AtomicInteger blocked = new AtomicInteger();

    /**
     * A time in which commands wait: CLIENT PAUSE.
     *
     * @param writesOnly whether reads go on
     */
    public record Pause(long untilMillis, boolean writesOnly) {
        /** Nothing waits. */
        public static final Pause NONE = new Pause(0, false);

        /** Whether a command waits at this time. */
        public boolean holds(boolean write, long nowMillis) {
            return nowMillis < untilMillis && (write || !writesOnly);
        }
    }

    /** A number for the next session. */
    public long nextId() {
        return lastId.incrementAndGet();
    }

    public void add(Session session) {
        byId.put(session.id(), session);
    }

    public void remove(Session session) {
        byId.remove(session.id());
    }

    public int count() {
        return byId.size();
    }

    public @Nullable Session find(long id) {
        return byId.get(id);
    }

    /** All sessions, the oldest first. */
    public List<Session> all() {
        var list = new ArrayList<>(byId.values());
        list.sort(Comparator.comparingLong(Session::id));
        return list;
    }

    /** How many clients wait: for the end of a pause, or for what WAIT asks for. */
    public int blocked() {
        return blocked.get();
    }

    /** A client's request waits for the end of a pause. */
    public void pause(Session session) {
        session.blocking().pause();
        blocked.incrementAndGet();
    }

    /** A client's request waits until something has happened, or CLIENT UNBLOCK ends that. */
    public void block(Session session) {
        session.blocking().begin();
        blocked.incrementAndGet();
    }

    /**
     * A client's request waits no more.
     *
     * @return whether CLIENT UNBLOCK wants an error instead of the reply
     */
    public boolean unblock(Session session) {
        blocked.decrementAndGet();
        return session.blocking().end();
    }

    /** What CLIENT PAUSE asked for last. */
    public Pause pause() {
        return pause;
    }

    /** CLIENT PAUSE; {@link Pause#NONE} is CLIENT UNPAUSE. */
    public void pause(Pause wanted) {
        pause = wanted;
    }
}
