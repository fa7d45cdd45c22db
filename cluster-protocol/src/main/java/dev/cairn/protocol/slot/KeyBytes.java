package dev.cairn.protocol.slot;

/** The bytes of a key, wherever they lie: an array, a network buffer or off-heap memory. */
public interface KeyBytes {

    /** How many bytes the key has. */
    int length();

    /** The byte at {@code index}, which lies in {@code 0 .. length() - 1}. */
    byte at(int index);

    /** The eight bytes from {@code index} on, all of them within the key, the first one lowest. */
    default long longAt(int index) {
        long bytes = 0;
        for (int i = 7; i >= 0; i--) {
            bytes = bytes << 8 | (at(index + i) & 0xff);
        }
        return bytes;
    }
}
