package dev.cairn.replication.primary;

/** The commit offset of a while ago, which whoever keeps up has by now. */
final class PastCommits {

    private final long stepNanos;
    private long recent;
    private long former;
    private long markedNanos;

    PastCommits(long stepNanos) {
        this.stepNanos = stepNanos;
    }

    /** What was committed at least a step ago, and less than two; {@code now} is now. */
    long before(long now, long nowNanos) {
        if (nowNanos - markedNanos >= stepNanos) {
            former = recent;
            recent = now;
            markedNanos = nowNanos;
        }
        return former;
    }
}
