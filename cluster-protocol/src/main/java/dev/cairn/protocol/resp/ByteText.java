package dev.cairn.protocol.resp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing run of bytes from which an error text is put together. */
final class ByteText {

    private byte[] bytes = new byte[128];
    private int length;

    ByteText add(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    ByteText add(char ascii) {
        room(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    ByteText add(CharSequence text) {
        return add(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    int length() {
        return length;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
