package dev.cairn.replication.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The latest records of one shard, bounded in bytes, so that a follower that was away for a while
 * can catch up without a snapshot. Records lie at consecutive offsets after {@link #base()}.
 * Belongs to whoever is inside the shard.
 */
public final class RecordLog {
    private final long mostBytes;
    private final TermHistory history = new TermHistory();
    private final ArrayDeque<LogRecord> records = new ArrayDeque<>();
    private LogEnd base = LogEnd.NONE;
    private LogEnd end = LogEnd.NONE;
    private long heldBytes;

    /**
     * An empty log that keeps records of {@code mostBytes} in all, or more where they are needed.
     */
    public RecordLog(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** The place of the last record. */
    public LogEnd end() {
        return end;
    }

    /** The place before the oldest record that is still here. */
    public LogEnd base() {
        return base;
    }

    /** Appends the record that follows. */
    public void append(LogRecord record) {
        if (record.offset() != end.offset() + 1 || record.term() < end.term()) {
            throw new IllegalArgumentException(record.place() + " does not follow " + end);
        }
        records.add(record);
        history.wrote(record.term(), record.offset());
        heldBytes += record.heldBytes();
        end = record.place();
    }

    /** Whether the record at this place is, or was, in this log. */
    public boolean contains(LogEnd place) {
        return place.equals(LogEnd.NONE)
                || (place.offset() <= end.offset()
                        && history.termAt(place.offset()) == place.term());
    }

    /** Whether all records after {@code offset} are still here. */
    public boolean reachesBackTo(long offset) {
        return offset >= base.offset();
    }

    /**
     * The place of the last record of {@code term} or older. Two logs cannot have more in common
     * than the lesser of what they say of the lesser of their terms (KIP-101). If that record lies
     * before {@link #base()}, its term may be unknown.
     */
    public LogEnd lastUpTo(long term) {
        return placeAt(Math.min(end.offset(), history.startAfter(term) - 1));
    }

    /** The place at {@code offset}, which this log reaches back to. */
    public LogEnd placeAt(long offset) {
        return offset == base.offset() ? base : new LogEnd(history.termAt(offset), offset);
    }

    /**
     * Records after {@code offset}, up to {@code mostBytes} of them but at least one if there is
     * one.
     */
    public List<LogRecord> after(long offset, long mostBytes) {
        var found = new ArrayList<LogRecord>();
        long bytes = 0;
        // From the end backwards it is short: followers are mostly in step.
        var backwards = records.descendingIterator();
        while (backwards.hasNext()) {
            var record = backwards.next();
            if (record.offset() <= offset) {
                break;
            }
            found.add(record);
        }
        var inOrder = found.reversed();
        int count = 0;
        while (count < inOrder.size() && (count == 0 || bytes < mostBytes)) {
            bytes += inOrder.get(count++).heldBytes();
        }
        return List.copyOf(inOrder.subList(0, count));
    }

    /** Removes the records after {@code offset}. */
    public void truncateTo(long offset) {
        if (offset < base.offset()) {
            throw new IllegalArgumentException(offset + " lies before " + base);
        }
        while (end.offset() > offset) {
            heldBytes -= records.removeLast().heldBytes();
            end = records.isEmpty() ? base : records.getLast().place();
        }
        history.truncateTo(offset);
    }

    /** Forgets the oldest records beyond the bound, none after {@code offset}. */
    public void trim(long offset) {
        while (heldBytes > mostBytes
                && !records.isEmpty()
                && records.getFirst().offset() <= offset) {
            var oldest = records.removeFirst();
            heldBytes -= oldest.heldBytes();
            base = oldest.place();
        }
    }

    /** Begins anew after a snapshot taken at {@code place}. */
    public void reset(LogEnd place) {
        records.clear();
        heldBytes = 0;
        base = place;
        end = place;
        history.reset(place);
    }

    /** Bytes of the records that are here, about. */
    public long heldBytes() {
        return heldBytes;
    }
}
