package dev.cairn.node.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The node's pages of 16 KiB, aligned to their size, cut from regions of address space. Shared by
 * all shards; taking or giving back a page is the only thing about their memory that they do
 * together, so it is locked.
 *
 * <p>A region lies at a multiple of its size and begins with a small header for each of its pages,
 * so that a block leads to its page's header by arithmetic alone and a page is all payload. It asks
 * the system for huge pages. Regions are kept; of the free pages beyond a stock the system takes
 * the memory back.
 */
public final class Pages {
    /** Bytes of a page, and its alignment. */
    public static final int PAGE_BYTES = 16 << 10;

    /** Bytes of a page's header, which lies outside of the page. */
    static final int HEADER_BYTES = 32;

    private static final int PAGE_BITS = 14;
    private static final long REGION_BYTES = 32L << 20;
    private static final long HEADERS_BYTES = (REGION_BYTES >> PAGE_BITS) * HEADER_BYTES;
    private static final int STOCK = 2_048;

    private static final VarHandle HELD;

    static {
        try {
            HELD = MethodHandles.lookup().findVarHandle(Pages.class, "held", long.class);
        } catch (ReflectiveOperationException missing) {
            throw new AssertionError(missing);
        }
    }

    private long[] free = new long[64];
    private int freeCount;
    private long next;
    private long end;
    private long taken;

    @SuppressWarnings("unused") // through HELD
    private volatile long held;

    /** A page whose content is undefined. */
    public synchronized long take() {
        if (freeCount == 0 && next == end) {
            openRegion();
        }
        taken += PAGE_BYTES;
        hold(PAGE_BYTES);
        if (freeCount > 0) {
            return free[--freeCount];
        }
        long page = next;
        next += PAGE_BYTES;
        return page;
    }

    public synchronized void giveBack(long page) {
        taken -= PAGE_BYTES;
        hold(-PAGE_BYTES);
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, 2 * freeCount);
        }
        if (freeCount >= STOCK) {
            SystemMemory.giveUp(page, PAGE_BYTES);
        }
        free[freeCount++] = page;
    }

    /** Bytes of the pages that are in use. */
    public synchronized long takenBytes() {
        return taken;
    }

    /** Somebody has taken so many bytes for large blocks elsewhere, or given them back. */
    void hold(long bytes) {
        HELD.getAndAdd(this, bytes);
    }

    /** Bytes of pages in use and of large blocks; any thread. */
    public long heldBytes() {
        return held;
    }

    /**
     * The last of {@code bytes} bytes from {@code block} on, or the first if a page ends between.
     */
    public static long within(long block, int bytes) {
        long last = block + bytes - 1;
        return ((block ^ last) & -PAGE_BYTES) == 0 ? last : block;
    }

    /** Where the header of the page that holds {@code block} lies. */
    static long headerOf(long block) {
        long region = block & -REGION_BYTES;
        return region + ((block - region) >> PAGE_BITS) * HEADER_BYTES;
    }

    private void openRegion() {
        long address = SystemMemory.map(2 * REGION_BYTES);
        long region = (address + REGION_BYTES - 1) & -REGION_BYTES;
        SystemMemory.unmap(address, region - address);
        SystemMemory.unmap(region + REGION_BYTES, address + REGION_BYTES - region);
        SystemMemory.adviseHuge(region, REGION_BYTES);
        next = region + HEADERS_BYTES;
        end = region + REGION_BYTES;
    }
}
