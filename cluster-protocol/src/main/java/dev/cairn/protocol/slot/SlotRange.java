package dev.cairn.protocol.slot;

/** A run of neighbouring slots, both ends included. */
public record SlotRange(int first, int last) {

    public SlotRange {
        if (first < 0 || last < first || last >= Slots.COUNT) {
            throw new IllegalArgumentException("no slot range: " + first + "-" + last);
        }
    }

    /** The slots of one of {@code shardCount} equal shards; the count is a power of two. */
    public static SlotRange ofShard(int shard, int shardCount) {
        if (Integer.bitCount(shardCount) != 1 || shardCount > Slots.COUNT) {
            throw new IllegalArgumentException("shard count is no power of two: " + shardCount);
        }
        int width = Slots.COUNT / shardCount;
        return new SlotRange(shard * width, (shard + 1) * width - 1);
    }

    /** Whether {@code slot} lies in this range. */
    public boolean contains(int slot) {
        return first <= slot && slot <= last;
    }

    /** How many slots the range has. */
    public int size() {
        return last - first + 1;
    }

    /** The range as CLUSTER NODES prints it: {@code first-last}, or one number for one slot. */
    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
