package dev.cairn.node.memory;

import dev.cairn.protocol.slot.KeyBytes;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Some bytes of off-heap memory: an argument in a read buffer, a key or a value in the store.
 *
 * <p>A view that can be set to other bytes. What it shows is valid only as long as the task that
 * was lent it; copy what is to be kept. Two slices are compared by {@link #contentEquals}; {@code
 * equals} is identity.
 */
public final class Slice implements KeyBytes, Comparable<Slice> {
    private long address;
    private int length;

    @SuppressWarnings("unused") // held so that the copy lives as long as its slice
    private @Nullable MemorySegment owned;

    /** A view of nothing yet. */
    public Slice() {}

    public Slice(long address, int length) {
        this.address = address;
        this.length = length;
    }

    /**
     * A slice of its own copy of {@code bytes}, which lives as long as the slice can be reached.
     */
    public static Slice copyOf(byte[] bytes) {
        var segment = Arena.ofAuto().allocate(Math.max(1, bytes.length));
        Memory.copy(bytes, 0, segment.address(), bytes.length);
        var slice = new Slice(segment.address(), bytes.length);
        slice.owned = segment;
        return slice;
    }

    /** A slice of its own copy of {@code text} in UTF-8. */
    public static Slice copyOf(String text) {
        return copyOf(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Shows other bytes from now on. */
    public Slice set(long newAddress, int newLength) {
        address = newAddress;
        length = newLength;
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
        return Memory.getByte(address + Objects.checkIndex(index, length));
    }

    @Override
    public long longAt(int index) {
        Objects.checkFromIndexSize(index, 8, length);
        return Memory.getLong(address + index);
    }

    /** The keyed hash of the bytes; see {@link Memory#hash}. */
    public long hash() {
        return Memory.hash(address, length);
    }

    public boolean contentEquals(Slice other) {
        return length == other.length && Memory.equal(address, other.address, length);
    }

    public boolean contentEquals(byte[] bytes) {
        if (bytes.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (Memory.getByte(address + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the bytes are the ASCII {@code word} in any case. */
    public boolean equalsIgnoreCase(String word) {
        if (word.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (lower(Memory.getByte(address + i)) != lower((byte) word.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** The order of unsigned bytes. */
    @Override
    public int compareTo(Slice other) {
        return Memory.compare(address, length, other.address, other.length);
    }

    public byte[] toBytes() {
        var bytes = new byte[length];
        Memory.copy(address, bytes, 0, length);
        return bytes;
    }

    /** Copies the bytes to {@code target}. */
    public void copyTo(long target) {
        Memory.copy(address, target, length);
    }

    /** The bytes as UTF-8 text. */
    @Override
    public String toString() {
        return new String(toBytes(), StandardCharsets.UTF_8);
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
    }
}
