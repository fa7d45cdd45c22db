package dev.cairn.replication.log;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The latest records of one shard, bounded in bytes, so that a follower that was away for a while
 * can catch up without a snapshot. Records lie at consecutive offsets after {@link #base()}.
 * Belongs to whoever is inside the shard.
 */
public final class RecordLog {
    private static final int LEAST_PLACES = 16;

    private final long mostBytes;
    private final TermHistory history = new TermHistory();

    /** The record at an offset lies at the offset modulo the length, which is a power of two. */
    private @Nullable LogRecord[] records = new LogRecord[LEAST_PLACES];

    /** Bytes of all records up to the one at the same index, since this log began. */
    private long[] totals = new long[LEAST_PLACES];

    private LogEnd base = LogEnd.NONE;
    private LogEnd end = LogEnd.NONE;
    private long baseTotal;
    private long endTotal;

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
        if (count() == records.length) {
            resize(2 * records.length);
        }
        endTotal += record.heldBytes();
        int index = index(record.offset());
        records[index] = record;
        totals[index] = endTotal;
        history.wrote(record.term(), record.offset());
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
        long next = Math.max(offset, base.offset()) + 1;
        while (next <= end.offset() && (found.isEmpty() || bytes < mostBytes)) {
            var record = recordAt(next++);
            bytes += record.heldBytes();
            found.add(record);
        }
        return found;
    }

    /** Bytes of the records after {@code offset} that are here, about. */
    public long bytesAfter(long offset) {
        if (offset >= end.offset()) {
            return 0;
        }
        return endTotal - (offset <= base.offset() ? baseTotal : totals[index(offset)]);
    }

    /** Removes the records after {@code offset}. */
    public void truncateTo(long offset) {
        if (offset < base.offset()) {
            throw new IllegalArgumentException(offset + " lies before " + base);
        }
        while (end.offset() > offset) {
            records[index(end.offset())] = null;
            long last = end.offset() - 1;
            end = last == base.offset() ? base : recordAt(last).place();
            endTotal = last == base.offset() ? baseTotal : totals[index(last)];
        }
        history.truncateTo(offset);
    }

    /** Forgets the oldest records beyond the bound, none after {@code offset}. */
    public void trim(long offset) {
        while (heldBytes() > mostBytes && count() > 0 && base.offset() < offset) {
            int oldest = index(base.offset() + 1);
            base = recordAt(base.offset() + 1).place();
            baseTotal = totals[oldest];
            records[oldest] = null;
        }
        if (records.length > LEAST_PLACES && count() < records.length / 8) {
            resize(records.length / 2);
        }
    }

    /** Begins anew after a snapshot taken at {@code place}. */
    public void reset(LogEnd place) {
        records = new LogRecord[LEAST_PLACES];
        totals = new long[LEAST_PLACES];
        base = place;
        end = place;
        baseTotal = endTotal;
        history.reset(place);
    }

    /** Bytes of the records that are here, about. */
    public long heldBytes() {
        return endTotal - baseTotal;
    }

    private int count() {
        return (int) (end.offset() - base.offset());
    }

    private int index(long offset) {
        return (int) (offset & (records.length - 1));
    }

    private LogRecord recordAt(long offset) {
        return Objects.requireNonNull(records[index(offset)]);
    }

    private void resize(int length) {
        var before = records;
        long[] totalsBefore = totals;
        records = new LogRecord[length];
        totals = new long[length];
        for (long offset = base.offset() + 1; offset <= end.offset(); offset++) {
            int from = (int) (offset & (before.length - 1));
            records[index(offset)] = before[from];
            totals[index(offset)] = totalsBefore[from];
        }
    }
}
