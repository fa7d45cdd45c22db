package dev.cairn.node.memory;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The calls of the C library that memory is taken from and given back with. */
final class SystemMemory {
    private static final int PROT_READ_WRITE = 0x1 | 0x2;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x02 | 0x20;
    private static final int MADV_DONTNEED = 4;
    private static final int MADV_HUGEPAGE = 14;
    private static final long FAILED = -1;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final MethodHandle MMAP =
            function("mmap", FunctionDescriptor.of(LONG, LONG, LONG, INT, INT, INT, LONG));
    private static final MethodHandle MUNMAP =
            function("munmap", FunctionDescriptor.of(INT, LONG, LONG));
    private static final MethodHandle MADVISE =
            function("madvise", FunctionDescriptor.of(INT, LONG, LONG, INT));
    private static final MethodHandle MALLOC =
            function("malloc", FunctionDescriptor.of(LONG, LONG));
    private static final MethodHandle REALLOC =
            function("realloc", FunctionDescriptor.of(LONG, LONG, LONG));
    private static final MethodHandle FREE = function("free", FunctionDescriptor.ofVoid(LONG));

    private SystemMemory() {}

    /** Address space that takes memory only where it is written; zeroed. */
    static long map(long bytes) {
        try {
            long address =
                    (long)
                            MMAP.invokeExact(
                                    0L, bytes, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
            if (address == FAILED) {
                throw new OutOfMemoryError("the system gave no " + bytes + " bytes of memory");
            }
            return address;
        } catch (Throwable t) {
            throw rethrown(t);
        }
    }

    /** Gives address space back; nothing for no bytes. */
    static void unmap(long address, long bytes) {
        if (bytes == 0) {
            return;
        }
        try {
            int result = (int) MUNMAP.invokeExact(address, bytes);
            if (result != 0) {
                throw new AssertionError("munmap of " + bytes + " bytes failed");
            }
        } catch (Throwable t) {
            throw rethrown(t);
        }
    }

    /** Asks for huge pages there; the system may decline. */
    static void adviseHuge(long address, long bytes) {
        advise(address, bytes, MADV_HUGEPAGE);
    }

    /** Lets the system take the memory there; the addresses stay ours and read as zero. */
    static void giveUp(long address, long bytes) {
        advise(address, bytes, MADV_DONTNEED);
    }

    static long allocate(long bytes) {
        try {
            return notNull((long) MALLOC.invokeExact(bytes), bytes);
        } catch (Throwable t) {
            throw rethrown(t);
        }
    }

    /** The block with its content in another size, there or elsewhere. */
    static long reallocate(long address, long bytes) {
        try {
            return notNull((long) REALLOC.invokeExact(address, bytes), bytes);
        } catch (Throwable t) {
            throw rethrown(t);
        }
    }

    static void free(long address) {
        try {
            FREE.invokeExact(address);
        } catch (Throwable t) {
            throw rethrown(t);
        }
    }

    private static void advise(long address, long bytes, int advice) {
        try {
            int ignored = (int) MADVISE.invokeExact(address, bytes, advice);
        } catch (Throwable t) {
            throw rethrown(t);
        }
    }

    private static long notNull(long address, long bytes) {
        if (address == 0) {
            throw new OutOfMemoryError("the system gave no " + bytes + " bytes of memory");
        }
        return address;
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        var linker = Linker.nativeLinker();
        MemorySegment symbol = linker.defaultLookup().find(name).orElseThrow();
        return linker.downcallHandle(symbol, descriptor);
    }

    private static Error rethrown(Throwable t) {
        return t instanceof Error error ? error : new AssertionError(t);
    }
}
