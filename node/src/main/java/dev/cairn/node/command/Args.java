package dev.cairn.node.command;

import dev.cairn.node.memory.Memory;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.shard.Argv;
import dev.cairn.node.text.Numerals;
import dev.cairn.protocol.resp.Refusal;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * The arguments of one request and a cursor over them; what is wrong with them is thrown as a
 * refusal.
 *
 * <p>Reused from request to request without allocation: the slices point into the connection's read
 * buffer and are valid during the request only. Not thread-safe.
 */
public final class Args implements Argv {

    private static final int SCRATCH_BYTES = 256;
    private static final int INITIAL_ARGUMENTS = 8;

    /** Places for more arguments are given back when the request is over. */
    private static final int KEPT_ARGUMENTS = 1_024;

    /** What a place for an argument takes on the heap. */
    private static final int BYTES_PER_ARGUMENT = 36;

    private final MemorySegment scratch = Arena.ofAuto().allocate(SCRATCH_BYTES);
    private int scratchUsed;
    private Slice[] slices = new Slice[INITIAL_ARGUMENTS];
    private int count;
    private int cursor;
    private @Nullable Command command;

    public Args() {
        fill(0);
    }

    private void fill(int from) {
        for (int i = from; i < slices.length; i++) {
            slices[i] = new Slice();
        }
    }

    /** Empties the request, to be filled by {@link #add}. */
    public void clear() {
        if (slices.length > KEPT_ARGUMENTS) {
            slices = new Slice[INITIAL_ARGUMENTS];
            fill(0);
        }
        count = 0;
        cursor = 0;
        scratchUsed = 0;
    }

    /** Appends an argument that lies at {@code address}. */
    public void add(long address, int length) {
        if (count == slices.length) {
            slices = Arrays.copyOf(slices, 2 * count);
            fill(count);
        }
        slices[count++].set(address, length);
    }

    /** Puts the cursor before the first argument of {@code command}, after its name or names. */
    public void begin(Command command) {
        this.command = command;
        cursor = command.parent() == null ? 1 : 2;
    }

    /** The command that is asked for. */
    public Command command() {
        return Objects.requireNonNull(command);
    }

    /** Bytes on the heap that the places for arguments take. */
    public long heldBytes() {
        return (long) slices.length * BYTES_PER_ARGUMENT;
    }

    /** How many arguments there are, the command's name counted. */
    @Override
    public int count() {
        return count;
    }

    /** The {@code i}-th argument; the command's name is the first, 0. */
    @Override
    public Slice at(int i) {
        return slices[i];
    }

    /** Whether the {@code i}-th argument is {@code word} in any case. */
    public boolean is(int i, String word) {
        return slices[i].equalsIgnoreCase(word);
    }

    /** Whether the cursor is not yet at the end. */
    public boolean hasNext() {
        return cursor < count;
    }

    /** How many arguments follow the cursor. */
    public int remaining() {
        return count - cursor;
    }

    /** The number of the argument after the cursor, for {@link #at}. */
    public int position() {
        return cursor;
    }

    /** The next argument; a syntax error if there is none. */
    public Slice next() {
        if (cursor >= count) {
            throw Refusal.SYNTAX.refused();
        }
        return slices[cursor++];
    }

    /** The next argument as a signed 64-bit integer in Redis's strict notation. */
    public long nextLong() {
        return Numerals.parseLong(next());
    }

    /** The next argument as an integer; {@code refusal} says what is wrong with another. */
    public long nextLong(Refusal refusal) {
        return Numerals.parseLong(next(), refusal);
    }

    /** The next argument as a signed 32-bit integer. */
    public int nextInt() {
        long number = nextLong();
        if (number != (int) number) {
            throw Refusal.OUT_OF_RANGE_BETWEEN.with(Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        return (int) number;
    }

    /** The {@code i}-th argument as an integer in Redis's strict notation. */
    public long longAt(int i) {
        return Numerals.parseLong(slices[i]);
    }

    /** Moves past the next argument if it is {@code word} in any case. */
    public boolean nextIs(String word) {
        if (cursor < count && slices[cursor].equalsIgnoreCase(word)) {
            cursor++;
            return true;
        }
        return false;
    }

    /** As {@link #nextIs}, for a word that at least one argument must follow. */
    public boolean nextIs(String word, int followers) {
        return remaining() > followers && nextIs(word);
    }

    /** The request that the arguments from the {@code first} on would be. */
    public Args from(int first) {
        var rest = new Args();
        for (int i = first; i < count; i++) {
            rest.add(slices[i].address(), slices[i].length());
        }
        return rest;
    }

    /** Moves past {@code n} arguments. */
    public void skip(int n) {
        cursor += n;
    }

    /** The decimal digits of {@code value} as a slice that lives as long as the request. */
    public Slice digits(long value) {
        return text(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
    }

    /** A copy of {@code bytes} as a slice that lives as long as the request. */
    public Slice text(byte[] bytes) {
        if (bytes.length > SCRATCH_BYTES - scratchUsed) {
            return Slice.copyOf(bytes);
        }
        long address = scratch.address() + scratchUsed;
        Memory.copy(bytes, 0, address, bytes.length);
        scratchUsed += bytes.length;
        return new Slice(address, bytes.length);
    }

    /** A syntax error if arguments are left. */
    public void expectEnd() {
        if (cursor < count) {
            throw Refusal.SYNTAX.refused();
        }
    }
}
