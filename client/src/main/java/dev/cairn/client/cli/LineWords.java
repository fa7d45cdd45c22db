package dev.cairn.client.cli;

import dev.cairn.protocol.resp.Limits;
import dev.cairn.protocol.resp.ProtocolError;
import dev.cairn.protocol.resp.RequestReader;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Splits a typed line into words, with the quotes and escapes of an inline request. */
final class LineWords {

    private LineWords() {}

    /** The words of {@code line}; nothing if its quotes do not match. */
    static Optional<List<byte[]>> split(String line) {
        return split(line.getBytes(StandardCharsets.UTF_8));
    }

    /** The words of {@code line}, which need not be text. */
    static Optional<List<byte[]>> split(byte[] line) {
        // The leading space keeps a line that begins with a star from being taken for RESP.
        ByteBuf buffer = Unpooled.buffer().writeByte(' ').writeBytes(line).writeByte('\n');
        var reader = new RequestReader(Limits.AUTHENTICATED);
        try {
            reader.read(buffer);
            var words = new ArrayList<byte[]>();
            for (int i = 0; i < reader.argc(); i++) {
                byte[] word = new byte[reader.argLength(i)];
                buffer.getBytes(reader.argOffset(i), word);
                words.add(word);
            }
            return Optional.of(words);
        } catch (ProtocolError e) {
            return Optional.empty();
        }
    }
}
