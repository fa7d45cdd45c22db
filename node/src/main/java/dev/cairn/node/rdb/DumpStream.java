package dev.cairn.node.rdb;

import dev.cairn.node.memory.Slice;

/**
 * Writes a value as DUMP prints it piece by piece, so that a large one is never held whole. A large
 * string is written as it is, without the attempt to compress it.
 */
public final class DumpStream {

    private static final int MOST_PACKED = 1 << 20;

    private final Sink sink;
    private int version = Dump.VERSION;
    private long first;
    private long crc;

    /** Takes what is written. */
    public interface Sink {
        void take(byte[] bytes);

        void take(Slice bytes);
    }

    public DumpStream(Sink sink) {
        this.sink = sink;
    }

    /** Writes a string, which is all. */
    public void text(Slice text) {
        emit(new Output().unsignedByte(Dump.STRING));
        string(text);
        end();
    }

    /**
     * Begins a hash of so many fields.
     *
     * @param soonestMillis no field ends earlier; 0 if none ends at all
     */
    public void hash(long fields, long soonestMillis) {
        first = soonestMillis;
        var head = new Output();
        if (soonestMillis == 0) {
            head.unsignedByte(Dump.HASH);
        } else {
            version = Dump.NEWEST_VERSION;
            head.unsignedByte(Dump.HASH_EXPIRING).little(first, 8);
        }
        emit(head.length(fields));
    }

    /**
     * Writes a field of a hash.
     *
     * @param expireAtMillis when it ends, or 0 for never
     */
    public void field(Slice name, Slice value, long expireAtMillis) {
        if (first != 0) {
            emit(new Output().length(expireAtMillis == 0 ? 0 : expireAtMillis - first + 1));
        }
        string(name);
        string(value);
    }

    /** The value is whole. */
    public void end() {
        emit(new Output().little(version, 2));
        sink.take(new Output().little(crc, 8).toBytes());
    }

    private void string(Slice text) {
        if (text.length() <= MOST_PACKED) {
            emit(new Output().string(text.toBytes()));
            return;
        }
        emit(new Output().length(text.length()));
        crc = Crc64.of(text, crc);
        sink.take(text);
    }

    private void emit(Output piece) {
        byte[] bytes = piece.toBytes();
        crc = Crc64.of(bytes, bytes.length, crc);
        sink.take(bytes);
    }
}
