package dev.cairn.node.memory;

/**
 * The node's pages of 64 KiB, aligned to their size, cut from large regions of address space.
 * Shared by all shards; taking or giving back a page is the only thing about their memory that they
 * do together, so it is locked.
 *
 * <p>Regions are never given back to the system; free pages are used again. The first regions are
 * small, so that an idle node stays small; later ones are large and ask for huge pages.
 */
public final class Pages {
    /** Bytes of a page, and its alignment. */
    public static final int PAGE_BYTES = 64 << 10;

    private static final long SMALL_REGION = 8L << 20;
    private static final long LARGE_REGION = 64L << 20;

    private long[] free = new long[64];
    private int freeCount;
    private long next;
    private long end;
    private long regions;
    private long taken;

    /** A page whose content is undefined. */
    public synchronized long take() {
        taken += PAGE_BYTES;
        if (freeCount > 0) {
            return free[--freeCount];
        }
        if (next == end) {
            openRegion();
        }
        long page = next;
        next += PAGE_BYTES;
        return page;
    }

    public synchronized void giveBack(long page) {
        taken -= PAGE_BYTES;
        if (freeCount == free.length) {
            free = java.util.Arrays.copyOf(free, 2 * freeCount);
        }
        free[freeCount++] = page;
    }

    /** Bytes of the pages that are in use. */
    public synchronized long takenBytes() {
        return taken;
    }

    private void openRegion() {
        long bytes = regions < LARGE_REGION ? SMALL_REGION : LARGE_REGION;
        long address = SystemMemory.map(bytes + PAGE_BYTES);
        next = (address + PAGE_BYTES - 1) & -PAGE_BYTES;
        end = next + bytes;
        regions += bytes;
        if (bytes == LARGE_REGION) {
            SystemMemory.adviseHuge(next, bytes);
        }
    }
}
