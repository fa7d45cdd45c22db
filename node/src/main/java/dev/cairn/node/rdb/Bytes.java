package dev.cairn.node.rdb;

import dev.cairn.protocol.slot.KeyBytes;

/** The bytes of an array, as number parsing wants them. */
record Bytes(byte[] array) implements KeyBytes {
    @Override
    public int length() {
        return array.length;
    }

    @Override
    public byte at(int index) {
        return array[index];
    }
}
