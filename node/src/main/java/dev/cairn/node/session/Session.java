package dev.cairn.node.session;

import dev.cairn.node.tracking.Mode;
import dev.cairn.node.tracking.Tracker;
import dev.cairn.protocol.resp.RespWriter;

import org.jspecify.annotations.Nullable;

/**
 * What a node knows of one client: who it is, how it wants to be talked to, its transaction.
 *
 * <p>Belongs to the thread that runs the client's commands. Others may read it for CLIENT LIST, and
 * then see values that are a little old.
 */
public final class Session {

    private static final String DEFAULT_USER = "default";

    private final long id;
    private final NodeServices node;
    private final Link link;
    private final long createdMillis;
    private final Transaction transaction = new Transaction();
    private final LastWrites lastWrites = new LastWrites();
    private final Blocking blocking = new Blocking();
    private String name = "";
    private String libraryName = "";
    private String libraryVersion = "";
    private String user = DEFAULT_USER;
    private boolean authenticated;
    private int db;
    private int version = RespWriter.RESP2;
    private ReplyMode replyMode = ReplyMode.ON;
    private boolean noEvict;
    private boolean noTouch;
    private boolean readOnly;
    private boolean asking;
    private boolean closeAfterReply;
    private @Nullable Tracker tracker;
    private long lastActiveMillis;
    private String lastCommand = "NULL";

    public Session(long id, NodeServices node, Link link, long nowMillis) {
        this.id = id;
        this.node = node;
        this.link = link;
        this.createdMillis = nowMillis;
        this.lastActiveMillis = nowMillis;
        this.authenticated = !node.users().needPassword();
    }

    /** A number that no other session of this process has or had. */
    public long id() {
        return id;
    }

    /** What a command may ask of the node. */
    public NodeServices node() {
        return node;
    }

    /** The connection. */
    public Link link() {
        return link;
    }

    public long createdMillis() {
        return createdMillis;
    }

    /** The queue of MULTI and the keys of WATCH. */
    public Transaction transaction() {
        return transaction;
    }

    /** What WAIT waits for. */
    public LastWrites lastWrites() {
        return lastWrites;
    }

    /** Whether its request waits. */
    public Blocking blocking() {
        return blocking;
    }

    /** What CLIENT SETNAME said, or empty. */
    public String name() {
        return name;
    }

    public void name(String chosen) {
        name = chosen;
    }

    /** The client library, as CLIENT SETINFO said, or empty. */
    public String libraryName() {
        return libraryName;
    }

    public void libraryName(String chosen) {
        libraryName = chosen;
    }

    /** The client library's version, as CLIENT SETINFO said, or empty. */
    public String libraryVersion() {
        return libraryVersion;
    }

    public void libraryVersion(String chosen) {
        libraryVersion = chosen;
    }

    /** The user that the session acts for. */
    public String user() {
        return user;
    }

    /** Whether the session may run more than HELLO and AUTH. */
    public boolean isAuthenticated() {
        return authenticated || !node.users().needPassword();
    }

    /** The client has proved that it is {@code name}. */
    public void authenticated(String name) {
        user = name;
        authenticated = true;
    }

    /** The number of the selected database. */
    public int db() {
        return db;
    }

    /** SELECT; the number has been checked. */
    public void select(int number) {
        db = number;
    }

    /** The version of RESP that replies are written in: 2 or 3. */
    public int version() {
        return version;
    }

    public void version(int chosen) {
        version = chosen;
    }

    public ReplyMode replyMode() {
        return replyMode;
    }

    public void replyMode(ReplyMode chosen) {
        replyMode = chosen;
    }

    /** Whether the client is spared when client memory runs short: CLIENT NO-EVICT. */
    public boolean isNoEvict() {
        return noEvict;
    }

    public void noEvict(boolean on) {
        noEvict = on;
    }

    /** Whether the client's reads leave the access clock alone: CLIENT NO-TOUCH. */
    public boolean isNoTouch() {
        return noTouch;
    }

    public void noTouch(boolean on) {
        noTouch = on;
    }

    /** Whether replicas may answer the client: READONLY. */
    public boolean isReadOnly() {
        return readOnly;
    }

    public void readOnly(boolean on) {
        readOnly = on;
    }

    /** Whether the next command may touch a slot that is being imported: ASKING. */
    public boolean isAsking() {
        return asking;
    }

    public void asking(boolean on) {
        asking = on;
    }

    /** Whether the connection ends as soon as the replies so far are sent. */
    public boolean isCloseAfterReply() {
        return closeAfterReply;
    }

    /** Ends the connection as soon as the reply of the running command is sent. */
    public void closeAfterReply() {
        closeAfterReply = true;
    }

    /** When the client last sent a command. */
    public long lastActiveMillis() {
        return lastActiveMillis;
    }

    /** The last command's full name, as CLIENT LIST shows it. */
    public String lastCommand() {
        return lastCommand;
    }

    /** Notes that a command begins. */
    public void began(String command, long nowMillis) {
        lastCommand = command;
        lastActiveMillis = nowMillis;
    }

    /** How the client is told of changes to keys that it may have cached; null if it is not. */
    public @Nullable Tracker tracker() {
        return tracker;
    }

    /** CLIENT TRACKING ON. */
    public Tracker track(Mode mode) {
        Tracker now = tracker;
        if (now == null) {
            now = node.shards().tracking().begin(link, mode);
            tracker = now;
        } else {
            now.mode(mode);
        }
        return now;
    }

    /** CLIENT TRACKING OFF, or the end of the session. */
    public void trackNoMore() {
        Tracker now = tracker;
        if (now != null) {
            tracker = null;
            node.shards().end(now);
        }
    }

    /** Bytes that are kept for the session beside those of its connection. */
    public long heldBytes() {
        Tracker now = tracker;
        return transaction.bytes() + (now == null ? 0 : now.bytes());
    }

    /** RESET: everything but the connection is as it was in the beginning. */
    public void reset() {
        name = "";
        user = DEFAULT_USER;
        authenticated = !node.users().needPassword();
        db = 0;
        version = RespWriter.RESP2;
        replyMode = ReplyMode.ON;
        noEvict = false;
        noTouch = false;
        readOnly = false;
        asking = false;
        trackNoMore();
    }

    /** The letters that CLIENT LIST shows. */
    public String flags() {
        var letters = new StringBuilder();
        if (transaction.isOpen()) {
            letters.append('x');
        }
        if (blocking.isBlocked()) {
            letters.append('b');
        }
        Tracker tracking = tracker;
        if (tracking != null) {
            letters.append('t');
            letters.append(tracking.isBroken() ? "R" : "");
            letters.append(tracking.mode().broadcast() ? "B" : "");
        }
        if (closeAfterReply) {
            letters.append('c');
        }
        if (readOnly) {
            letters.append('r');
        }
        if (noEvict) {
            letters.append('e');
        }
        if (noTouch) {
            letters.append('T');
        }
        return letters.isEmpty() ? "N" : letters.toString();
    }
}
