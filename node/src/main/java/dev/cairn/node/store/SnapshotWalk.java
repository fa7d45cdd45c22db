package dev.cairn.node.store;

import dev.cairn.node.memory.Slice;

import java.util.ArrayDeque;

/**
 * A walk through a database that gives its sink every entry as it was when the walk began, while
 * the database goes on changing: an entry not yet visited is given to the sink before its first
 * change.
 *
 * <p>Each record carries the parity of the last walk that passed it; a record made meanwhile
 * carries the walk's own. A walk must be finished, if need be without its sink, so that all records
 * have the same parity for the next one.
 *
 * <p>The fields of a hash are given in steps too: the walk goes through the hash's own table, and
 * the rest of it is given at once if the hash is to change before that.
 */
public final class SnapshotWalk {

    private static final int FIELDS_AT_ONCE = 1_000;

    private final Database database;
    private final Table table;
    private final boolean parity;
    private final ArrayDeque<Unfinished> unfinished = new ArrayDeque<>();
    private final Sink sink;
    private long cursor;
    private boolean passedAll;
    private boolean abandoned;
    private boolean finished;

    /** Takes what a walk finds. */
    public interface Sink {

        /** Takes a string. */
        void string(Entry entry);

        /** Takes a field of a hash, whose others come before or after, but not always at once. */
        void field(Entry hash, Slice field, Slice value, long expireAtMillis);

        /** All fields of a hash have been taken. */
        void end(Entry hash);
    }

    /** A hash on whose fields the walk is under way. */
    private static final class Unfinished {
        private final Entry entry;
        private long cursor;

        private Unfinished(Entry entry) {
            this.entry = entry;
        }
    }

    SnapshotWalk(Database database, Table table, boolean parity, Sink sink) {
        this.database = database;
        this.table = table;
        this.parity = parity;
        this.sink = sink;
    }

    /** Visits about {@code count} more entries, or fields of one; whether there are more. */
    public boolean step(int count) {
        if (finished) {
            return false;
        }
        var hash = unfinished.peek();
        if (hash != null) {
            if (!advance(hash, count)) {
                unfinished.remove();
            }
        } else if (!passedAll) {
            cursor = table.scan(cursor, count, this::pass);
            passedAll = cursor == 0;
        }
        finished = passedAll && unfinished.isEmpty();
        if (finished) {
            database.snapshotEnded();
        }
        return !finished;
    }

    /** Nobody wants the rest; the walk still has to be stepped to its end. */
    public void abandon() {
        abandoned = true;
        unfinished.clear();
    }

    void beforeChange(long record) {
        pass(record);
        if (!unfinished.isEmpty()) {
            finish(record);
        }
    }

    private void pass(long record) {
        if (RecordLayout.parity(record) == parity) {
            return;
        }
        RecordLayout.parity(record, parity);
        if (abandoned) {
            return;
        }
        var entry = new Entry(RecordLayout.hash(record), record);
        switch (entry.type()) {
            case STRING -> sink.string(entry);
            case HASH -> unfinished.add(new Unfinished(entry));
        }
    }

    /** Gives some more fields of a hash; whether there are more. */
    private boolean advance(Unfinished hash, int count) {
        var entry = hash.entry;
        hash.cursor =
                database.hash(entry, HashLimits.DEFAULT)
                        .scan(
                                hash.cursor,
                                count,
                                (field, value, at) -> sink.field(entry, field, value, at));
        if (hash.cursor == 0) {
            sink.end(entry);
        }
        return hash.cursor != 0;
    }

    private void finish(long record) {
        for (var hash : unfinished) {
            if (hash.entry.record == record) {
                while (advance(hash, FIELDS_AT_ONCE)) {
                    // The whole of it, as it is now.
                }
                unfinished.remove(hash);
                return;
            }
        }
    }
}
