package dev.cairn.node.store;

/**
 * A walk through a database that gives its sink every entry as it was when the walk began, while
 * the database goes on changing: an entry not yet visited is given to the sink before its first
 * change.
 *
 * <p>Each record carries the parity of the last walk that passed it; a record made meanwhile
 * carries the walk's own. A walk must be finished, if need be without its sink, so that all records
 * have the same parity for the next one.
 */
public final class SnapshotWalk {
    private final Database database;
    private final Table table;
    private final boolean parity;
    private Database.Visitor sink;
    private long cursor;
    private boolean finished;

    SnapshotWalk(Database database, Table table, boolean parity, Database.Visitor sink) {
        this.database = database;
        this.table = table;
        this.parity = parity;
        this.sink = sink;
    }

    /** Visits about {@code count} more entries; whether there are more. */
    public boolean step(int count) {
        if (finished) {
            return false;
        }
        cursor = table.scan(cursor, count, this::pass);
        finished = cursor == 0;
        if (finished) {
            database.snapshotEnded();
        }
        return !finished;
    }

    /** Nobody wants the rest; the walk still has to be stepped to its end. */
    public void abandon() {
        sink = entry -> {};
    }

    void beforeChange(long record) {
        pass(record);
    }

    private void pass(long record) {
        if (RecordLayout.parity(record) == parity) {
            return;
        }
        RecordLayout.parity(record, parity);
        sink.visit(new Entry(RecordLayout.hash(record), record));
    }
}
