package dev.cairn.node.store;

/**
 * A cursor of SCAN, taken apart: from the lowest bit on 6 bits of bucket (in 64ths of a segment), 5
 * bits of the depth that the segment had, and the 26 highest bits of the hash where it begins.
 *
 * <p>Any number is a valid position; 37 bits leave room for a shard's number above them.
 */
final class ScanPosition {
    private static final int BUCKET_BITS = 6;
    private static final int DEPTH_BITS = 5;
    private static final int LOW_BITS = BUCKET_BITS + DEPTH_BITS;

    private long hash;
    private int depth;
    private int bucket;

    ScanPosition(long cursor) {
        hash = cursor >>> LOW_BITS << (64 - Table.MOST_DEPTH);
        depth = (int) (cursor >>> BUCKET_BITS) & ((1 << DEPTH_BITS) - 1);
        bucket = (int) cursor & ((1 << BUCKET_BITS) - 1);
    }

    long hash() {
        return hash;
    }

    /**
     * The bucket to visit in the segment that is here now. If segments were merged since, the part
     * that was not visited begins anew.
     */
    int bucketIn(int segmentDepth, int buckets) {
        return segmentDepth < depth ? 0 : (bucket * buckets) >>> BUCKET_BITS;
    }

    void toBucket(int next, int segmentDepth, int buckets) {
        bucket = ((next << BUCKET_BITS) + buckets - 1) / buckets;
        depth = segmentDepth;
    }

    void toSegment(long start) {
        hash = start;
        depth = 0;
        bucket = 0;
    }

    long cursor() {
        return hash >>> (64 - Table.MOST_DEPTH) << LOW_BITS | (long) depth << BUCKET_BITS | bucket;
    }
}
