package dev.cairn.node.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

final class SlabsTest {
    private record Block(long address, int bytes, byte content) {}

    private final Pages pages = new Pages();
    private final Slabs slabs = new Slabs(pages);

    @Test
    void everySizeFitsItsClassAndNoSmallerOne() {
        for (int bytes = 1; bytes <= Slabs.LARGEST_SMALL; bytes++) {
            int sizeClass = SizeClasses.of(bytes);
            assertThat(SizeClasses.bytes(sizeClass)).isGreaterThanOrEqualTo(bytes);
            if (sizeClass > 0) {
                assertThat(SizeClasses.bytes(sizeClass - 1)).isLessThan(bytes);
            }
        }
        assertThat(SizeClasses.of(Slabs.LARGEST_SMALL)).isEqualTo(SizeClasses.COUNT - 1);
    }

    @Test
    void blocksKeepTheirContentAndAllMemoryComesBack() {
        long seed = 7;
        var random = new Random(seed);
        var blocks = new ArrayList<Block>();
        for (int step = 0; step < 200_000; step++) {
            if (blocks.size() < 3_000 && random.nextInt(5) < 3) {
                blocks.add(allocate(random));
            } else if (!blocks.isEmpty()) {
                release(blocks, random.nextInt(blocks.size()));
            }
        }
        assertThat(slabs.usedBytes())
                .isEqualTo(blocks.stream().mapToLong(b -> Slabs.blockBytes(b.bytes())).sum());
        while (!blocks.isEmpty()) {
            release(blocks, blocks.size() - 1);
        }
        assertThat(slabs.usedBytes()).isZero();
        assertThat(slabs.heldBytes()).isZero();
        assertThat(pages.takenBytes()).isZero();
    }

    @Test
    void aRewrittenBlockIsUsedAgain() {
        long first = slabs.allocate(40);
        slabs.allocate(40);
        slabs.free(first, 40);
        assertThat(slabs.allocate(33)).isEqualTo(first);
    }

    @Test
    void whatIsFetchedAheadOfABlockEndsWithItsPage() {
        long page = slabs.allocate(16) & -Pages.PAGE_BYTES;
        long last = page + Pages.PAGE_BYTES - 40;
        assertThat(Pages.within(page, 40)).isEqualTo(page + 39);
        assertThat(Pages.within(last, 40)).isEqualTo(page + Pages.PAGE_BYTES - 1);
        assertThat(Pages.within(last + 8, 40)).isEqualTo(last + 8);
    }

    @Test
    void aResizedBlockKeepsItsContent() {
        int[] sizes = {8, 60, 64, 5_000, 90_000, 7_000, 300, 8};
        long block = slabs.allocate(sizes[0]);
        Memory.putLong(block, 0x1122334455667788L);
        for (int i = 1; i < sizes.length; i++) {
            block = slabs.resize(block, sizes[i - 1], sizes[i]);
            assertThat(Memory.getLong(block)).isEqualTo(0x1122334455667788L);
            assertThat(slabs.usedBytes()).isEqualTo(Slabs.blockBytes(sizes[i]));
        }
        slabs.free(block, 8);
        assertThat(slabs.usedBytes()).isZero();
    }

    @Test
    void powersOfTwoAreAligned() {
        for (int bytes = 8; bytes <= Slabs.LARGEST_SMALL; bytes *= 2) {
            for (int i = 0; i < 10; i++) {
                assertThat(slabs.allocate(bytes) % bytes).isZero();
            }
        }
    }

    @Test
    void linesBeginWhereACacheLineDoesAndAreGivenBackWhole() {
        for (int bytes = 64; bytes <= 4_096; bytes += 64) {
            long before = slabs.usedBytes();
            long lines = slabs.allocateLines(bytes);
            assertThat(lines % 64).isZero();
            assertThat(slabs.usedBytes() - before).isEqualTo(Slabs.linesBytes(bytes));
            Memory.fill(lines, bytes, 0xff);
            slabs.freeLines(lines, bytes);
            assertThat(slabs.usedBytes()).isEqualTo(before);
        }
    }

    @Test
    void aBlockOfARareSizeTakesNoPage() {
        long block = slabs.allocateRare(512);
        Memory.fill(block, 512, 0xff);
        assertThat(pages.takenBytes()).isZero();
        assertThat(slabs.usedBytes()).isEqualTo(Slabs.rareBytes(512));
        slabs.freeRare(block, 512);
        assertThat(slabs.usedBytes()).isZero();
    }

    @Test
    void memoryBeyondTheStockIsGivenUpAndUsedAgain() {
        var many = new ArrayList<Long>();
        for (int i = 0; i < 24_000; i++) {
            many.add(slabs.allocate(Slabs.LARGEST_SMALL));
        }
        long held = slabs.heldBytes();
        assertThat(pages.takenBytes()).isEqualTo(held).isEqualTo(24_000L * Slabs.LARGEST_SMALL);
        many.forEach(block -> slabs.free(block, Slabs.LARGEST_SMALL));
        assertThat(pages.takenBytes()).isZero();
        for (int i = 0; i < 24_000; i++) {
            Memory.putLong(slabs.allocate(Slabs.LARGEST_SMALL), i);
        }
        assertThat(pages.takenBytes()).isEqualTo(held);
    }

    private Block allocate(Random random) {
        int bytes = 1 + random.nextInt(random.nextInt(20) == 0 ? 30_000 : 400);
        byte content = (byte) random.nextInt();
        long address = slabs.allocate(bytes);
        assertThat(address & 7).isZero();
        Memory.fill(address, bytes, content);
        return new Block(address, bytes, content);
    }

    private void release(List<Block> blocks, int index) {
        var block = blocks.get(index);
        blocks.set(index, blocks.getLast());
        blocks.removeLast();
        for (int i = 0; i < block.bytes(); i++) {
            if (Memory.getByte(block.address() + i) != block.content()) {
                throw new AssertionError("a block was written by another at " + i);
            }
        }
        slabs.free(block.address(), block.bytes());
    }
}
