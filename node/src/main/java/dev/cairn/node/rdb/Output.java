package dev.cairn.node.rdb;

import dev.cairn.node.text.Numerals;

import java.io.ByteArrayOutputStream;

/** Writes the elements of RDB data, strings in the encodings that Redis chooses for them. */
final class Output {

    /** Longer decimal numbers do not fit the widest integer encoding, of 32 bits. */
    private static final int MOST_DIGITS = 11;

    private static final int LEAST_PACKED = 20;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    Output unsignedByte(int value) {
        bytes.write(value);
        return this;
    }

    Output little(long value, int count) {
        for (int i = 0; i < count; i++) {
            bytes.write((int) (value >> (8 * i)));
        }
        return this;
    }

    Output bytes(byte[] more) {
        bytes.write(more, 0, more.length);
        return this;
    }

    Output length(long length) {
        if (length < 1 << 6) {
            bytes.write((int) length);
        } else if (length < 1 << 14) {
            bytes.write((int) (length >> 8) | 0x40);
            bytes.write((int) length);
        } else {
            boolean wide = length > 0xffff_ffffL;
            bytes.write(wide ? 0x81 : 0x80);
            for (int shift = wide ? 56 : 24; shift >= 0; shift -= 8) {
                bytes.write((int) (length >> shift));
            }
        }
        return this;
    }

    Output string(byte[] text) {
        var view = new Bytes(text);
        if (text.length <= MOST_DIGITS && Numerals.isLong(view)) {
            long value = Numerals.parseLong(view);
            if (value == (int) value) {
                return integer((int) value);
            }
        }
        byte[] packed = text.length > LEAST_PACKED ? Lzf.pack(text) : text;
        if (packed.length < text.length - 4) {
            return unsignedByte(0xc3).length(packed.length).length(text.length).bytes(packed);
        }
        return length(text.length).bytes(text);
    }

    private Output integer(int value) {
        if (value == (byte) value) {
            return unsignedByte(0xc0).little(value, 1);
        }
        if (value == (short) value) {
            return unsignedByte(0xc1).little(value, 2);
        }
        return unsignedByte(0xc2).little(value, 4);
    }
}
