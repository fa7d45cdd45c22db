package dev.cairn.protocol.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.util.ArrayList;
import java.util.List;

/** Feeds bytes to a reader in pieces, as a connection would, and writes down what it found. */
final class Feed {

    private final RequestReader reader;
    private final ByteBuf buffer = Unpooled.directBuffer(64);
    private final List<String> found = new ArrayList<>();
    private boolean broken;

    Feed(Limits limits) {
        reader = new RequestReader(limits);
    }

    /** What a reader finds in {@code input}, cut before each of the ascending {@code cuts}. */
    static List<String> read(Limits limits, byte[] input, int... cuts) {
        var feed = new Feed(limits);
        int from = 0;
        for (int cut : cuts) {
            feed.piece(input, from, cut);
            from = cut;
        }
        feed.piece(input, from, input.length);
        return feed.finish();
    }

    /** What a reader of an authenticated client's input finds in {@code input} as one piece. */
    static List<String> read(String input) {
        return read(Limits.AUTHENTICATED, bytes(input));
    }

    /** As {@link #read(String)}, for a client that has not authenticated. */
    static List<String> readStranger(String input) {
        return read(Limits.UNAUTHENTICATED, bytes(input));
    }

    static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    void piece(byte[] input, int from, int to) {
        buffer.discardReadBytes();
        buffer.writeBytes(input, from, to - from);
        while (!broken && step()) {
            // one request after another
        }
    }

    List<String> finish() {
        if (!broken && buffer.isReadable()) {
            found.add("unfinished " + buffer.readableBytes());
        }
        buffer.release();
        return found;
    }

    private boolean step() {
        try {
            return switch (reader.read(buffer)) {
                case NEED_MORE -> false;
                case EMPTY -> found.add("empty");
                case REQUEST -> found.add(request());
            };
        } catch (ProtocolError e) {
            found.add(e.refused().text());
            broken = true;
            return false;
        }
    }

    private String request() {
        var words = new ArrayList<String>();
        for (int i = 0; i < reader.argc(); i++) {
            words.add(buffer.toString(reader.argOffset(i), reader.argLength(i), ISO_8859_1));
        }
        return words.toString();
    }
}
