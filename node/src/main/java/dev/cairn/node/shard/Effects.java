package dev.cairn.node.shard;

import dev.cairn.node.memory.Memory;
import dev.cairn.node.memory.Slice;

import java.util.Arrays;

/**
 * A record under construction: the effects of one task on one shard, each a canonical command.
 *
 * <p>Format 1: the format's number (1 byte), the time of the task (8 bytes, big-endian), then for
 * each effect the database, the number of arguments, and each argument's length and bytes; numbers
 * are {@link Varint}s.
 */
final class Effects {

    static final byte FORMAT = 1;
    static final int HEADER_BYTES = 9;

    private static final int KEPT_BYTES = 16 << 10;

    private byte[] bytes = new byte[256];
    private int end;
    private int countAt;
    private int counted;

    boolean isEmpty() {
        return end == 0;
    }

    /** Adds an effect of {@code argc} arguments, which follow by {@link #argument}. */
    void begin(long nowMillis, int db, int argc) {
        if (end == 0) {
            bytes[0] = FORMAT;
            for (int i = 0; i < 8; i++) {
                bytes[1 + i] = (byte) (nowMillis >>> (56 - 8 * i));
            }
            end = HEADER_BYTES;
        }
        ensure(2 * Varint.MOST_BYTES);
        end = Varint.write(bytes, end, db);
        countAt = end;
        end = Varint.write(bytes, end, argc);
        counted = 0;
    }

    /** Adds an effect whose arguments are counted by {@link #endOpen}. */
    void beginOpen(long nowMillis, int db) {
        begin(nowMillis, db, 0);
        end = countAt + Varint.MOST_BYTES;
    }

    /** The effect that {@link #beginOpen} began has its last argument. */
    void endOpen() {
        Varint.writePadded(bytes, countAt, counted);
    }

    void argument(Slice argument) {
        counted++;
        ensure(Varint.MOST_BYTES + argument.length());
        end = Varint.write(bytes, end, argument.length());
        Memory.copy(argument.address(), bytes, end, argument.length());
        end += argument.length();
    }

    void argument(byte[] argument) {
        counted++;
        ensure(Varint.MOST_BYTES + argument.length);
        end = Varint.write(bytes, end, argument.length);
        System.arraycopy(argument, 0, bytes, end, argument.length);
        end += argument.length;
    }

    /** Bytes of the record so far. */
    int length() {
        return end;
    }

    /** The record; the next one begins empty. */
    byte[] take() {
        byte[] record = Arrays.copyOf(bytes, end);
        end = 0;
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[256];
        }
        return record;
    }

    private void ensure(int more) {
        if (bytes.length - end < more) {
            int wanted = Math.addExact(end, more);
            bytes = Arrays.copyOf(bytes, Math.max(wanted, (int) Math.min(2L * end, 1 << 30)));
        }
    }
}
