package dev.cairn.node.command;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Makes requests for tests, their arguments in off-heap memory as a connection's would be. */
public final class Requests {

    /** Never closed: a test's arguments live as long as the tests. */
    private static final Arena ARENA = Arena.global();

    private Requests() {}

    /** The request of these words. */
    public static Args of(String... words) {
        var args = new Args();
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.ISO_8859_1);
            MemorySegment memory = ARENA.allocate(Math.max(1, bytes.length));
            MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
            args.add(memory.address(), bytes.length);
        }
        return args;
    }
}
