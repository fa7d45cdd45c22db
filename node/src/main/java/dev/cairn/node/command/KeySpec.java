package dev.cairn.node.command;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Where some of a command's keys stand in its arguments, and what is done with them.
 *
 * @param notes a remark for COMMAND INFO, or empty
 */
public record KeySpec(Begin begin, Find find, Set<KeyFlag> flags, String notes) {

    /** Where the search for keys starts. */
    public sealed interface Begin {
        /** At a fixed argument. */
        record Index(int index) implements Begin {}

        /** After the first {@code word} found from {@code startFrom} on (negative: backwards). */
        record Keyword(String word, int startFrom) implements Begin {}
    }

    /** How the keys follow from there. */
    public sealed interface Find {
        /** Every {@code step}-th argument up to {@code last}, negative from the end of argv. */
        record Range(int last, int step, int limit) implements Find {}

        /** As many as an argument says. */
        record Counted(int numberIndex, int firstKey, int step) implements Find {}
    }

    public KeySpec {
        flags = Collections.unmodifiableSet(flags);
    }

    /** One key at {@code index}. */
    public static KeySpec key(int index, KeyFlag... flags) {
        return range(index, 0, 1, flags);
    }

    /** Keys from argument {@code first} to argument {@code last}. */
    public static KeySpec keysBetween(int first, int last, KeyFlag... flags) {
        return range(first, last - first, 1, flags);
    }

    /** Keys from {@code first} to the last argument. */
    public static KeySpec keysFrom(int first, KeyFlag... flags) {
        return range(first, -1, 1, flags);
    }

    /** Keys at {@code first} and every {@code step}-th argument after it. */
    public static KeySpec keysEvery(int step, int first, KeyFlag... flags) {
        return range(first, -1, step, flags);
    }

    /** The same specification with a remark. */
    public KeySpec notes(String remark) {
        return new KeySpec(begin, find, flags, remark);
    }

    private static KeySpec range(int first, int last, int step, KeyFlag... flags) {
        var set = EnumSet.noneOf(KeyFlag.class);
        set.addAll(Arrays.asList(flags));
        return new KeySpec(new Begin.Index(first), new Find.Range(last, step, 0), set, "");
    }
}
