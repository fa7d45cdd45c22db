package dev.cairn.node.memory;

import dev.cairn.protocol.slot.KeyBytes;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A run of bytes of off-heap memory, seen through an object that can be pointed anew. */
public final class Slice implements KeyBytes {

    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private long address;
    private int length;

    /** Points at {@code length} bytes from {@code address} on. */
    public Slice set(long address, int length) {
        this.address = address;
        this.length = length;
        return this;
    }

    public long address() {
        return address;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public byte at(int index) {
        return ALL.get(ValueLayout.JAVA_BYTE, address + index);
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        var bytes = new byte[length];
        MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, address, bytes, 0, length);
        return bytes;
    }
}
