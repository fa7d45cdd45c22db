package dev.cairn.node.session;

import dev.cairn.node.memory.Memory;
import dev.cairn.node.shard.Argv;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Commands that wait to be run, copied one after the other into one block of memory off the heap:
 * for each the number of its arguments, then their lengths and bytes. The block lives as long as
 * the queue does not become empty.
 */
public final class CommandQueue {

    private static final int LEAST_BYTES = 512;

    /** A block up to this is kept for the next commands. */
    private static final int KEPT_BYTES = 4 << 10;

    private @Nullable MemorySegment block;
    private long end;
    private int count;

    /** Takes the arguments of a command, which stay where they are. */
    @FunctionalInterface
    public interface Taker {
        void take(long address, int length);
    }

    /** How many commands wait. */
    public int count() {
        return count;
    }

    /** Bytes of memory that the queue takes. */
    long bytes() {
        return block == null ? 0 : block.byteSize();
    }

    /** Bytes that the queue would hold with one more command. */
    long bytesWith(Argv command) {
        long bytes = end + Integer.BYTES;
        for (int i = 0; i < command.count(); i++) {
            bytes += Integer.BYTES + command.at(i).length();
        }
        return bytes;
    }

    /** Queues a copy of a command. */
    void add(Argv command) {
        long needed = bytesWith(command);
        long at = room(needed) + end;
        Memory.putInt(at, command.count());
        at += Integer.BYTES;
        for (int i = 0; i < command.count(); i++) {
            var argument = command.at(i);
            Memory.putInt(at, argument.length());
            argument.copyTo(at + Integer.BYTES);
            at += Integer.BYTES + argument.length();
        }
        end = needed;
        count++;
    }

    /**
     * Reads the command at a position, 0 for the first.
     *
     * @return the position of the next
     */
    public long read(long position, Taker taker) {
        long base = room(end);
        int argc = Memory.getInt(base + position);
        long next = position + Integer.BYTES;
        for (int i = 0; i < argc; i++) {
            int length = Memory.getInt(base + next);
            taker.take(base + next + Integer.BYTES, length);
            next += Integer.BYTES + length;
        }
        return next;
    }

    void clear() {
        if (bytes() > KEPT_BYTES) {
            block = null;
        }
        end = 0;
        count = 0;
    }

    /** Where the block begins, which has room for so many bytes. */
    private long room(long bytes) {
        MemorySegment had = block;
        if (had != null && had.byteSize() >= bytes) {
            return had.address();
        }
        long larger = Math.max(bytes, Math.max(LEAST_BYTES, 2 * bytes()));
        MemorySegment next = Arena.ofAuto().allocate(larger);
        if (had != null) {
            MemorySegment.copy(had, 0, next, 0, end);
        }
        block = next;
        return next.address();
    }
}
