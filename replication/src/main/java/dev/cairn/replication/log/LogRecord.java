package dev.cairn.replication.log;

/**
 * The effects of one command, one transaction or one script, at one offset of a shard's log.
 *
 * @param term the term that wrote it, from 1
 * @param offset counts records, from 1
 * @param timeMillis the primary's clock when it was written; never used to decide anything
 * @param payload the encoded effects, which nobody changes any more; empty for a term's first
 *     record
 */
public record LogRecord(long term, long offset, long timeMillis, byte[] payload) {
    /** What a record takes in memory besides its payload, about. */
    static final int OVERHEAD_BYTES = 64;

    public LogRecord {
        if (term < 1 || offset < 1) {
            throw new IllegalArgumentException("no record: " + term + ", " + offset);
        }
    }

    public LogEnd place() {
        return new LogEnd(term, offset);
    }

    long heldBytes() {
        return (long) OVERHEAD_BYTES + payload.length;
    }
}
