package dev.cairn.protocol.resp;

/** The one place where text becomes a protocol line, so that nothing can break out of it. */
final class Lines {

    private Lines() {}

    /** {@code marker text CR LF}; CR, LF and NUL inside the text become spaces. */
    static byte[] encode(char marker, byte[] text) {
        byte[] line = new byte[text.length + 3];
        line[0] = (byte) marker;
        for (int i = 0; i < text.length; i++) {
            byte b = text[i];
            line[i + 1] = b == '\r' || b == '\n' || b == 0 ? (byte) ' ' : b;
        }
        line[text.length + 1] = '\r';
        line[text.length + 2] = '\n';
        return line;
    }
}
