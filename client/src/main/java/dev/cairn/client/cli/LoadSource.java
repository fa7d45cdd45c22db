package dev.cairn.client.cli;

import dev.cairn.protocol.resp.Limits;
import dev.cairn.protocol.resp.ProtocolError;
import dev.cairn.protocol.resp.RequestReader;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts the input of a load into items, one line or one command each, and knows where each ends. */
final class LoadSource {

    /**
     * One line or command.
     *
     * @param number its place in the input, from 1
     * @param end the offset of the first byte after it
     * @param words what to send; empty if there is nothing to send
     * @param fault why it cannot be sent, or null
     */
    record Item(long number, long end, List<byte[]> words, @Nullable String fault) {}

    /** The input cannot be read on from here. */
    static final class Unreadable extends IOException {
        private final String reason;

        Unreadable(String reason) {
            super(reason);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    private static final int CHUNK = 256 << 10;

    /** Most bytes of one item: several of them must fit into the heap. */
    private static final int MOST_BYTES = 64 << 20;

    private static final byte[] SET = "SET".getBytes(StandardCharsets.UTF_8);

    private final InputStream input;
    private final LoadFormat format;
    private final ByteBuf buffer;
    private final RequestReader reader = new RequestReader(Limits.AUTHENTICATED);
    private long offset;
    private long number;
    private boolean ended;

    /**
     * Reads on from {@code offset}, where {@code number} items have gone before.
     *
     * @param begun bytes that were read ahead from {@code input}
     */
    LoadSource(InputStream input, byte[] begun, LoadFormat format, long offset, long number) {
        this.input = input;
        this.format = format;
        this.buffer = Unpooled.buffer(2 * CHUNK).writeBytes(begun);
        this.offset = offset;
        this.number = number;
    }

    /** The next item, or null at the end of the input. */
    @Nullable Item next() throws IOException {
        while (true) {
            int before = buffer.readerIndex();
            Item item = format == LoadFormat.TSV ? line() : command();
            offset += buffer.readerIndex() - before;
            if (item != null) {
                return item;
            }
            if (buffer.readerIndex() != before) {
                continue;
            }
            if (ended) {
                if (buffer.isReadable()) {
                    throw new Unreadable("the input ends in the middle of command " + (number + 1));
                }
                return null;
            }
            fill();
        }
    }

    private void fill() throws IOException {
        buffer.discardReadBytes();
        if (buffer.readableBytes() > MOST_BYTES) {
            throw new Unreadable(
                    "%s %d is larger than %d MiB"
                            .formatted(format.noun(), number + 1, MOST_BYTES >> 20));
        }
        int read = buffer.writeBytes(input, CHUNK);
        if (read < 0) {
            ended = true;
            boolean open = buffer.isReadable();
            if (open) {
                buffer.writeByte('\n'); // the last line may lack its own
                offset--;
            }
        }
    }

    /** A whole line that is not empty, or null if there is none yet. */
    private @Nullable Item line() {
        int start = buffer.readerIndex();
        int end = buffer.indexOf(start, buffer.writerIndex(), (byte) '\n');
        if (end < 0) {
            return null;
        }
        buffer.readerIndex(end + 1);
        long after = offset + end + 1 - start;
        number++;
        int stop = end > start && buffer.getByte(end - 1) == '\r' ? end - 1 : end;
        if (stop == start) {
            return null; // an empty line
        }
        int tab = buffer.indexOf(start, stop, (byte) '\t');
        if (tab <= start) {
            String fault = tab < 0 ? "no TAB between key and value" : "no key before the TAB";
            return new Item(number, after, List.of(), fault);
        }
        return new Item(number, after, List.of(SET, slice(start, tab), slice(tab + 1, stop)), null);
    }

    /** A whole command, or null if there is none yet. */
    private @Nullable Item command() throws Unreadable {
        int start = buffer.readerIndex();
        try {
            while (reader.read(buffer) == RequestReader.Status.EMPTY) {
                if (!buffer.isReadable()) {
                    return null;
                }
            }
        } catch (ProtocolError e) {
            throw new Unreadable("command " + (number + 1) + ": " + e.getMessage());
        }
        if (reader.argc() == 0) {
            return null;
        }
        number++;
        var words = new ArrayList<byte[]>(reader.argc());
        for (int i = 0; i < reader.argc(); i++) {
            int from = reader.argOffset(i);
            words.add(slice(from, from + reader.argLength(i)));
        }
        return new Item(number, offset + buffer.readerIndex() - start, words, null);
    }

    private byte[] slice(int from, int to) {
        byte[] bytes = new byte[to - from];
        buffer.getBytes(from, bytes);
        return bytes;
    }
}
