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
        while (!blocks.isEmpty()) {
            release(blocks, blocks.size() - 1);
        }
        assertThat(slabs.usedBytes()).isZero();
        assertThat(pages.takenBytes()).isZero();
    }

    @Test
    void aRewrittenBlockIsUsedAgain() {
        long first = slabs.allocate(40);
        slabs.allocate(40);
        slabs.free(first, 40);
        assertThat(slabs.allocate(33)).isEqualTo(first);
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
