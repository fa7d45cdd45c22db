package dev.cairn.protocol.slot;

/** The bytes of a key, wherever they lie: an array, a network buffer or off-heap memory. */
public interface KeyBytes {

    /** How many bytes the key has. */
    int length();

    /** The byte at {@code index}, which must lie in {@code 0 .. length() - 1}. */
    byte at(int index);
}
