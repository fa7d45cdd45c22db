package dev.cairn.replication.log;

/**
 * A place in a shard's log, named by the term and offset of the record that stands there.
 *
 * @param term the term that wrote the record; 0 before the first one
 * @param offset the record's offset; 0 before the first one
 */
public record LogEnd(long term, long offset) {
    /** Before the first record. */
    public static final LogEnd NONE = new LogEnd(0, 0);

    public LogEnd {
        if (term < 0 || offset < 0) {
            throw new IllegalArgumentException("no place in a log: " + term + ", " + offset);
        }
    }

    /** Whether a log that ends here has more than one that ends at {@code other}. */
    public boolean isAfter(LogEnd other) {
        return term != other.term ? term > other.term : offset > other.offset;
    }
}
