package dev.cairn.node.shard;

import dev.cairn.node.memory.Memory;
import dev.cairn.node.memory.Slice;

import java.util.Arrays;

/**
 * Reads a record's effects one after the other. Whatever the bytes are, it either yields effects or
 * throws {@link MalformedRecord}; it never reads beyond the record.
 */
public final class EffectReader implements Argv {

    private static final int MOST_DATABASES = 16;

    private final Slice record;
    private final long nowMillis;
    private int at;
    private int db;
    private int argc;
    private Slice[] arguments = new Slice[8];

    /** A reader of {@code record}, whose bytes must stay where they are meanwhile. */
    public EffectReader(Slice record) {
        this.record = record;
        if (record.length() < Effects.HEADER_BYTES || record.at(0) != Effects.FORMAT) {
            throw new MalformedRecord("not a record of format " + Effects.FORMAT);
        }
        nowMillis = Long.reverseBytes(Memory.getLong(record.address() + 1));
        at = Effects.HEADER_BYTES;
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = new Slice();
        }
    }

    /** The time of the task, by the primary's wall clock. */
    public long nowMillis() {
        return nowMillis;
    }

    /** Goes to the next effect; false if there is none. */
    public boolean next() {
        if (at == record.length()) {
            return false;
        }
        db = number("database", MOST_DATABASES - 1);
        argc = number("arguments", record.length() - at);
        if (argc == 0) {
            throw new MalformedRecord("an effect without a name");
        }
        ensure(argc);
        for (int i = 0; i < argc; i++) {
            int length = number("length", record.length() - at);
            if (length > record.length() - at) {
                throw new MalformedRecord("an argument goes beyond the record");
            }
            arguments[i].set(record.address() + at, length);
            at += length;
        }
        return true;
    }

    /** The database that the effect is on. */
    public int db() {
        return db;
    }

    @Override
    public int count() {
        return argc;
    }

    @Override
    public Slice at(int i) {
        return arguments[i];
    }

    private int number(String what, int most) {
        long value = 0;
        for (int i = 0; i < Varint.MOST_BYTES; i++) {
            if (at == record.length()) {
                throw new MalformedRecord("ends within the number: " + what);
            }
            int bits = record.at(at++);
            value |= (long) (bits & 0x7f) << (7 * i);
            if (bits >= 0) {
                return checked(what, value, most);
            }
        }
        throw new MalformedRecord("too long a number: " + what);
    }

    private static int checked(String what, long value, int most) {
        if (value > most) {
            throw new MalformedRecord(what + " " + value + " exceeds " + most);
        }
        return (int) value;
    }

    private void ensure(int wanted) {
        int had = arguments.length;
        if (wanted > had) {
            arguments = Arrays.copyOf(arguments, Math.max(wanted, 2 * had));
            for (int i = had; i < arguments.length; i++) {
                arguments[i] = new Slice();
            }
        }
    }
}
