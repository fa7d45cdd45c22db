package dev.cairn.node.store;

/**
 * When the next record of a {@link Table} expires, as far as was noted, and the search for those
 * whose time has come, which goes through the table some segments at a time.
 */
final class Expiries {

    private final Table table;
    private long soonest = Long.MAX_VALUE;
    private long cursor; // where the search goes on, 0 for anew
    private long soonestAhead; // of the records that this search has passed

    Expiries(Table table) {
        this.table = table;
    }

    /** Notes that a record expires then. */
    void note(long millis) {
        soonest = Math.min(soonest, millis);
        soonestAhead = Math.min(soonestAhead, millis);
    }

    /** No record expires earlier, if all were noted; {@link Long#MAX_VALUE} if none does. */
    long soonest() {
        return table.expiring() == 0 ? Long.MAX_VALUE : soonest;
    }

    /**
     * Looks for records whose time has come in some more segments, and from the last one on begins
     * anew; {@link #soonest} is then what the others have. The visitor must leave the table alone.
     */
    void findDue(long nowMillis, int segments, Table.Visitor visitor) {
        for (int i = 0; i < segments; i++) {
            soonestAhead = cursor == 0 ? Long.MAX_VALUE : soonestAhead;
            cursor = table.walkExpiring(cursor, record -> judge(record, nowMillis, visitor));
            if (cursor == 0) {
                soonest = soonestAhead;
                return;
            }
        }
    }

    private void judge(long record, long nowMillis, Table.Visitor visitor) {
        long expireAt = RecordLayout.expireAt(record);
        if (expireAt <= nowMillis) {
            visitor.visit(record);
        } else {
            soonestAhead = Math.min(soonestAhead, expireAt);
        }
    }
}
