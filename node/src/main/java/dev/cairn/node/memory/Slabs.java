package dev.cairn.node.memory;

/**
 * Blocks of memory for one shard: small ones from pages that hold blocks of one size class each,
 * large ones from the C library. Blocks lie at multiples of 8. Not thread-safe.
 *
 * <p>A page begins with a header: its class, how many of its blocks are in use, the first of its
 * free blocks, how far it has been cut, and its neighbours among the pages of its class that have
 * room.
 */
public final class Slabs {
    /** The largest block that is cut from a page. */
    static final int LARGEST_SMALL = 8 << 10;

    private static final int CLASS = 0;
    private static final int USED = 4;
    private static final int FREE = 8;
    private static final int CUT = 12;
    private static final int PREVIOUS = 16;
    private static final int NEXT = 24;
    private static final int HEADER = 32;

    private final Pages pages;
    private final long[] withRoom = new long[SizeClasses.COUNT];
    private long usedBytes;

    public Slabs(Pages pages) {
        this.pages = pages;
    }

    /** A block of at least {@code bytes} bytes, undefined in content. */
    public long allocate(int bytes) {
        if (bytes > LARGEST_SMALL) {
            usedBytes += bytes;
            return SystemMemory.allocate(bytes);
        }
        int sizeClass = SizeClasses.of(bytes);
        int size = SizeClasses.bytes(sizeClass);
        usedBytes += size;
        long page = withRoom[sizeClass];
        if (page == 0) {
            page = open(sizeClass);
        }
        return cut(page, sizeClass, size);
    }

    /** Gives back a block that was allocated for {@code bytes} bytes. */
    public void free(long block, int bytes) {
        if (bytes > LARGEST_SMALL) {
            usedBytes -= bytes;
            SystemMemory.free(block);
            return;
        }
        int sizeClass = SizeClasses.of(bytes);
        usedBytes -= SizeClasses.bytes(sizeClass);
        long page = block & -Pages.PAGE_BYTES;
        boolean wasFull = isFull(page, SizeClasses.bytes(sizeClass));
        Memory.putInt(block, Memory.getInt(page + FREE));
        Memory.putInt(page + FREE, (int) (block - page));
        int used = Memory.getInt(page + USED) - 1;
        Memory.putInt(page + USED, used);
        if (wasFull) {
            link(page, sizeClass);
        }
        if (used == 0) {
            unlink(page, sizeClass);
            pages.giveBack(page);
        }
    }

    /** Whether two sizes take the same block, so that a record may grow or shrink in place. */
    public static boolean sameBlock(int bytes, int otherBytes) {
        return bytes <= LARGEST_SMALL
                && otherBytes <= LARGEST_SMALL
                && SizeClasses.of(bytes) == SizeClasses.of(otherBytes);
    }

    /** Bytes a block for {@code bytes} really takes. */
    public static int blockBytes(int bytes) {
        return bytes > LARGEST_SMALL ? bytes : SizeClasses.bytes(SizeClasses.of(bytes));
    }

    /** Bytes of all blocks in use. */
    public long usedBytes() {
        return usedBytes;
    }

    private long cut(long page, int sizeClass, int size) {
        long block;
        int free = Memory.getInt(page + FREE);
        if (free != 0) {
            block = page + free;
            Memory.putInt(page + FREE, Memory.getInt(block));
        } else {
            int cut = Memory.getInt(page + CUT);
            block = page + cut;
            Memory.putInt(page + CUT, cut + size);
        }
        Memory.putInt(page + USED, Memory.getInt(page + USED) + 1);
        if (isFull(page, size)) {
            unlink(page, sizeClass);
        }
        return block;
    }

    private static boolean isFull(long page, int size) {
        return Memory.getInt(page + FREE) == 0
                && Memory.getInt(page + CUT) + size > Pages.PAGE_BYTES;
    }

    private long open(int sizeClass) {
        long page = pages.take();
        Memory.putInt(page + CLASS, sizeClass);
        Memory.putInt(page + USED, 0);
        Memory.putInt(page + FREE, 0);
        Memory.putInt(page + CUT, HEADER);
        link(page, sizeClass);
        return page;
    }

    private void link(long page, int sizeClass) {
        long first = withRoom[sizeClass];
        Memory.putLong(page + PREVIOUS, 0);
        Memory.putLong(page + NEXT, first);
        if (first != 0) {
            Memory.putLong(first + PREVIOUS, page);
        }
        withRoom[sizeClass] = page;
    }

    private void unlink(long page, int sizeClass) {
        long previous = Memory.getLong(page + PREVIOUS);
        long next = Memory.getLong(page + NEXT);
        if (previous == 0) {
            withRoom[sizeClass] = next;
        } else {
            Memory.putLong(previous + NEXT, next);
        }
        if (next != 0) {
            Memory.putLong(next + PREVIOUS, previous);
        }
    }
}
