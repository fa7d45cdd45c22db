package dev.cairn.node.command;

import dev.cairn.node.command.KeySpec.Begin;
import dev.cairn.node.command.KeySpec.Find;
import dev.cairn.node.text.Numerals;
import dev.cairn.protocol.resp.Refused;

import java.util.Arrays;

/**
 * Finds a request's keys by its command's key specifications: the one extractor behind routing,
 * access control and COMMAND GETKEYS. Reusable; not thread-safe.
 */
public final class Keys {

    private int[] positions = new int[8];
    private KeySpec[] specs = new KeySpec[8];
    private int count;

    /**
     * Finds the keys of a request whose arity is right.
     *
     * @return false if the arguments contradict the specification (a key count that is no number or
     *     exceeds the arguments)
     */
    public boolean find(Command command, Args in) {
        count = 0;
        for (KeySpec spec : command.keySpecs()) {
            int begin = begin(spec.begin(), in);
            if (begin > 0 && !collect(spec, begin, in)) {
                return false;
            }
        }
        return true;
    }

    /** How many keys were found. */
    public int count() {
        return count;
    }

    /** Which argument the {@code i}-th key is. */
    public int position(int i) {
        return positions[i];
    }

    /** The specification that found the {@code i}-th key. */
    public KeySpec spec(int i) {
        return specs[i];
    }

    private static int begin(Begin begin, Args in) {
        return switch (begin) {
            case Begin.Index(int index) -> index;
            case Begin.Keyword(String word, int startFrom) -> {
                int step = startFrom < 0 ? -1 : 1;
                int from = startFrom < 0 ? in.count() + startFrom : startFrom;
                for (int i = from; i > 0 && i < in.count(); i += step) {
                    if (in.is(i, word)) {
                        yield i + 1;
                    }
                }
                yield 0;
            }
        };
    }

    private boolean collect(KeySpec spec, int begin, Args in) {
        return switch (spec.find()) {
            case Find.Range(int last, int step, int limit) -> {
                int left = in.count() - begin;
                int end = last >= 0 ? begin + last : in.count() + last;
                if (limit > 1) {
                    end = begin + left / limit + last;
                }
                yield addAll(spec, begin, end, step, in);
            }
            case Find.Counted(int numberIndex, int firstKey, int step) -> {
                long number = number(begin + numberIndex, in);
                long end = begin + firstKey + (number - 1) * step;
                yield number >= 0
                        && number <= in.count()
                        && addAll(spec, begin + firstKey, end, step, in);
            }
        };
    }

    private static long number(int position, Args in) {
        if (position >= in.count()) {
            return -1;
        }
        try {
            return Numerals.parseLong(in.at(position));
        } catch (Refused notANumber) {
            return -1;
        }
    }

    private boolean addAll(KeySpec spec, int first, long last, int step, Args in) {
        if (last >= in.count()) {
            return false;
        }
        for (int i = first; i <= last; i += step) {
            add(i, spec);
        }
        return true;
    }

    private void add(int position, KeySpec spec) {
        if (count == positions.length) {
            positions = Arrays.copyOf(positions, 2 * count);
            specs = Arrays.copyOf(specs, 2 * count);
        }
        positions[count] = position;
        specs[count++] = spec;
    }
}
