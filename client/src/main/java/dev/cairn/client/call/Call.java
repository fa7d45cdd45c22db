package dev.cairn.client.call;

import dev.cairn.protocol.slot.Slots;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * One request: its words, the first of them the command's name, the key that routes it, and whether
 * it may be repeated when nobody knows if it was executed. Immutable; the words are not copied.
 */
public final class Call {

    /** What {@link #slot} says of a call that any node can answer. */
    public static final int NO_SLOT = -1;

    /** How a call over keys of several slots is taken apart, if at all. */
    public enum Split {
        /** Sent as it is: all its keys must share a slot. */
        NONE,
        /** One call per slot; the integers they answer are added. */
        SUM,
        /** One call per slot; the elements they answer are put back in the order of the keys. */
        GATHER
    }

    private final List<byte[]> words;
    private final int key;
    private final int slot;
    private final boolean repeatable;
    private final Split split;

    private Call(List<byte[]> words, int key, boolean repeatable, Split split) {
        this.words = words;
        this.key = key;
        this.slot = key == NO_SLOT ? NO_SLOT : Slots.of(words.get(key));
        this.repeatable = repeatable;
        this.split = split;
    }

    /**
     * A call without a key.
     *
     * @param name the command's name; a subcommand follows after a space
     * @param arguments each a {@link CharSequence}, a {@code byte[]}, a number, or a list of such
     */
    public static Call of(String name, Object... arguments) {
        var words = new ArrayList<byte[]>(arguments.length + 2);
        for (String part : name.split(" ")) {
            words.add(bytes(part));
        }
        for (Object argument : arguments) {
            add(words, argument);
        }
        return ofWords(words);
    }

    /** A call of ready words, the command's name first, without a key. */
    public static Call ofWords(List<byte[]> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("a call needs a command");
        }
        words.forEach(Objects::requireNonNull);
        return new Call(Collections.unmodifiableList(words), NO_SLOT, false, Split.NONE);
    }

    /** The same call, routed by the word at {@code index}; the command's name is word 0. */
    public Call key(int index) {
        if (index < 1 || index >= words.size()) {
            throw new IllegalArgumentException("no word " + index + " in " + this);
        }
        return new Call(words, index, repeatable, split);
    }

    /** The same call, declared to do no harm when it is executed twice. */
    public Call repeatable() {
        return new Call(words, key, true, split);
    }

    /** The same call, taken apart over slots; every word after the name must be a key. */
    public Call split(Split split) {
        return new Call(words, key, repeatable, split);
    }

    /** All words, the command's name first. */
    public List<byte[]> words() {
        return words;
    }

    /** The command's name in capitals. */
    public String name() {
        return new String(words.get(0), StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
    }

    /**
     * Whether it changes what its connection remembers, or depends on it, or is answered otherwise
     * than by one reply, so that it has no place on a connection that many calls share.
     */
    public boolean needsSession() {
        return SessionOnly.contains(words);
    }

    /** The slot of the key that routes this call, or {@link #NO_SLOT}. */
    public int slot() {
        return slot;
    }

    /** Whether it may be repeated although it may have been executed. */
    public boolean isRepeatable() {
        return repeatable;
    }

    /** How it is taken apart over slots. */
    public Split split() {
        return split;
    }

    /** This call for only the keys at {@code keys}, indexes of words that all share a slot. */
    public Call part(List<Integer> keys) {
        var part = new ArrayList<byte[]>(keys.size() + 1);
        part.add(words.get(0));
        for (int index : keys) {
            part.add(words.get(index));
        }
        return new Call(Collections.unmodifiableList(part), 1, repeatable, Split.NONE);
    }

    /** The name and the number of arguments; never their values, which may be secret. */
    @Override
    public String toString() {
        return name() + " with " + (words.size() - 1) + " arguments";
    }

    private static void add(List<byte[]> words, Object argument) {
        if (argument instanceof byte[] raw) {
            words.add(raw);
        } else if (argument instanceof CharSequence || argument instanceof Number) {
            words.add(bytes(argument.toString()));
        } else if (argument instanceof Iterable<?> several) {
            several.forEach(one -> add(words, one));
        } else if (argument instanceof Object[] several) {
            Arrays.asList(several).forEach(one -> add(words, one));
        } else {
            throw new IllegalArgumentException(
                    "an argument cannot be a " + argument.getClass().getName());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
