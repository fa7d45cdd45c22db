package dev.cairn.node.memory;

/**
 * Blocks of memory for one shard: small ones from pages that hold blocks of one size class each,
 * large and rare ones from the C library, since a page of few blocks would be kept for each of
 * their sizes. Blocks lie at multiples of 8; a block whose size is a power of two from 8 to 2,048
 * lies at a multiple of it. Not thread-safe.
 *
 * <p>A page's header says how many of its blocks are in use, the first of its free blocks, how far
 * it has been cut, and its neighbours among the pages of its class that have room.
 */
public final class Slabs {
    /** The largest block that is cut from a page. */
    public static final int LARGEST_SMALL = 2 << 10;

    /** What the C library adds to a block. */
    private static final int LARGE_OVERHEAD = 16;

    private static final int LINE_BYTES = 64;

    private static final int USED = 0;
    private static final int FREE = 4; // offset of a block, odd; 0 if none
    private static final int CUT = 8;
    private static final int PREVIOUS = 16;
    private static final int NEXT = 24;

    private final Pages pages;
    private final long[] withRoom = new long[SizeClasses.COUNT];
    private long usedBytes;
    private long heldBytes;

    public Slabs(Pages pages) {
        this.pages = pages;
    }

    /** A block of at least {@code bytes} bytes, undefined in content. */
    public long allocate(int bytes) {
        if (bytes > LARGEST_SMALL) {
            return allocateLarge(largeBytes(bytes));
        }
        int sizeClass = SizeClasses.of(bytes);
        int size = SizeClasses.bytes(sizeClass);
        long page = withRoom[sizeClass];
        if (page == 0) {
            page = open(sizeClass);
        }
        usedBytes += size;
        return cut(page, sizeClass, size);
    }

    /** Gives back a block that was allocated for {@code bytes} bytes. */
    public void free(long block, int bytes) {
        if (bytes > LARGEST_SMALL) {
            freeLarge(block, largeBytes(bytes));
            return;
        }
        int sizeClass = SizeClasses.of(bytes);
        int size = SizeClasses.bytes(sizeClass);
        usedBytes -= size;
        long page = block & -Pages.PAGE_BYTES;
        long header = Pages.headerOf(block);
        boolean wasFull = isFull(header, size);
        Memory.putInt(block, Memory.getInt(header + FREE));
        Memory.putInt(header + FREE, (int) (block - page) | 1);
        int used = Memory.getInt(header + USED) - 1;
        Memory.putInt(header + USED, used);
        if (wasFull) {
            link(page, sizeClass);
        }
        if (used == 0) {
            unlink(page, sizeClass);
            heldBytes -= Pages.PAGE_BYTES;
            pages.giveBack(page);
        }
    }

    /**
     * A block for {@code newBytes} with the content of {@code block}, as far as both reach; the old
     * one is given back unless it serves on.
     */
    public long resize(long block, int bytes, int newBytes) {
        if (sameBlock(bytes, newBytes)) {
            return block;
        }
        if (bytes > LARGEST_SMALL && newBytes > LARGEST_SMALL) {
            long resized = SystemMemory.reallocate(block, largeBytes(newBytes));
            countLarge(blockBytes(newBytes) - blockBytes(bytes));
            return resized;
        }
        long target = allocate(newBytes);
        Memory.copy(block, target, Math.min(bytes, newBytes));
        free(block, bytes);
        return target;
    }

    /** A block of whole cache lines, which begins where a line does. */
    public long allocateLines(int bytes) {
        if (bytes <= LARGEST_SMALL) {
            return allocate(bytes);
        }
        long block = allocateLarge((long) bytes + LINE_BYTES);
        long lines = (block + LINE_BYTES) & -LINE_BYTES;
        Memory.putLong(lines - Long.BYTES, block);
        return lines;
    }

    /** Gives back what {@link #allocateLines} gave for {@code bytes}. */
    public void freeLines(long lines, int bytes) {
        if (bytes <= LARGEST_SMALL) {
            free(lines, bytes);
        } else {
            freeLarge(Memory.getLong(lines - Long.BYTES), (long) bytes + LINE_BYTES);
        }
    }

    /** Bytes that a block of whole cache lines really takes. */
    public static long linesBytes(int bytes) {
        return bytes <= LARGEST_SMALL
                ? blockBytes(bytes)
                : (long) bytes + LINE_BYTES + LARGE_OVERHEAD;
    }

    /** A block of a size that a shard has few of. */
    public long allocateRare(int bytes) {
        return allocateLarge(bytes);
    }

    /** Gives back what {@link #allocateRare} gave for {@code bytes}. */
    public void freeRare(long block, int bytes) {
        freeLarge(block, bytes);
    }

    /** Bytes that a block of a rare size really takes. */
    public static long rareBytes(int bytes) {
        return (long) bytes + LARGE_OVERHEAD;
    }

    /** Whether two sizes take the same block, so that a record may grow or shrink in place. */
    public static boolean sameBlock(int bytes, int otherBytes) {
        return bytes > LARGEST_SMALL == otherBytes > LARGEST_SMALL
                && blockBytes(bytes) == blockBytes(otherBytes);
    }

    /** Bytes a block for {@code bytes} really takes. */
    public static long blockBytes(int bytes) {
        return bytes > LARGEST_SMALL
                ? largeBytes(bytes) + LARGE_OVERHEAD
                : SizeClasses.bytes(SizeClasses.of(bytes));
    }

    /** Bytes of all blocks in use, as {@link #blockBytes} counts them. */
    public long usedBytes() {
        return usedBytes;
    }

    /** Bytes taken from the node for them: whole pages, and large blocks. */
    public long heldBytes() {
        return heldBytes;
    }

    /** Large sizes come in steps too, so that what grows by little moves rarely. */
    private static long largeBytes(int bytes) {
        int step = Integer.highestOneBit(bytes - 1) >>> 3;
        return ((long) bytes + step - 1) & -(long) step;
    }

    private long allocateLarge(long bytes) {
        long block = SystemMemory.allocate(bytes);
        countLarge(bytes + LARGE_OVERHEAD);
        return block;
    }

    private void freeLarge(long block, long bytes) {
        countLarge(-bytes - LARGE_OVERHEAD);
        SystemMemory.free(block);
    }

    private void countLarge(long bytes) {
        usedBytes += bytes;
        heldBytes += bytes;
        pages.hold(bytes);
    }

    private long cut(long page, int sizeClass, int size) {
        long header = Pages.headerOf(page);
        long block;
        int free = Memory.getInt(header + FREE);
        if (free != 0) {
            block = page + (free & ~1);
            Memory.putInt(header + FREE, Memory.getInt(block));
        } else {
            int cut = Memory.getInt(header + CUT);
            block = page + cut;
            Memory.putInt(header + CUT, cut + size);
        }
        Memory.putInt(header + USED, Memory.getInt(header + USED) + 1);
        if (isFull(header, size)) {
            unlink(page, sizeClass);
        }
        return block;
    }

    private static boolean isFull(long header, int size) {
        return Memory.getInt(header + FREE) == 0
                && Memory.getInt(header + CUT) + size > Pages.PAGE_BYTES;
    }

    private long open(int sizeClass) {
        long page = pages.take();
        heldBytes += Pages.PAGE_BYTES;
        long header = Pages.headerOf(page);
        Memory.putInt(header + USED, 0);
        Memory.putInt(header + FREE, 0);
        Memory.putInt(header + CUT, 0);
        link(page, sizeClass);
        return page;
    }

    private void link(long page, int sizeClass) {
        long header = Pages.headerOf(page);
        long first = withRoom[sizeClass];
        Memory.putLong(header + PREVIOUS, 0);
        Memory.putLong(header + NEXT, first);
        if (first != 0) {
            Memory.putLong(Pages.headerOf(first) + PREVIOUS, page);
        }
        withRoom[sizeClass] = page;
    }

    private void unlink(long page, int sizeClass) {
        long header = Pages.headerOf(page);
        long previous = Memory.getLong(header + PREVIOUS);
        long next = Memory.getLong(header + NEXT);
        if (previous == 0) {
            withRoom[sizeClass] = next;
        } else {
            Memory.putLong(Pages.headerOf(previous) + NEXT, next);
        }
        if (next != 0) {
            Memory.putLong(Pages.headerOf(next) + PREVIOUS, previous);
        }
    }
}
