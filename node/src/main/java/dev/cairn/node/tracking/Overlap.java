package dev.cairn.node.tracking;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.stream.IntStream;

/**
 * Two prefixes of which one begins with the other: whoever had both would hear of a key twice.
 *
 * @param prefix the one that is to be added
 * @param other the one that it overlaps with
 * @param isExisting whether the client has the other one already
 */
public record Overlap(byte[] prefix, byte[] other, boolean isExisting) {

    /**
     * The first overlap in the order of the added prefixes, each looked at first against those the
     * client has, then against those added after it; null if there is none.
     */
    public static @Nullable Overlap find(NavigableSet<byte[]> existing, List<byte[]> added) {
        int first = firstInvolved(added);
        for (int i = 0; i <= first && i < added.size(); i++) {
            byte[] other = overlapping(existing, added.get(i));
            if (other != null) {
                return new Overlap(added.get(i), other, true);
            }
        }
        for (int i = first + 1; i < added.size(); i++) {
            byte[] prefix = added.get(first);
            byte[] other = added.get(i);
            if (beginsWith(prefix, other) || beginsWith(other, prefix)) {
                return new Overlap(prefix, other, false);
            }
        }
        return null;
    }

    /**
     * The first that overlaps with another, or how many there are if none does. In the order of
     * their bytes, those that a prefix begins with lie before it like open brackets.
     */
    private static int firstInvolved(List<byte[]> added) {
        var inOrder =
                IntStream.range(0, added.size())
                        .boxed()
                        .sorted(Comparator.comparing(added::get, Arrays::compareUnsigned))
                        .toList();
        var open = new int[added.size()];
        int depth = 0;
        int first = added.size();
        for (int i : inOrder) {
            while (depth > 0 && !beginsWith(added.get(i), added.get(open[depth - 1]))) {
                depth--;
            }
            if (depth > 0) {
                first = Math.min(first, Math.min(i, open[depth - 1]));
            }
            open[depth++] = i;
        }
        return first;
    }

    /** Of prefixes that do not overlap, only the neighbours can; the empty one always does. */
    private static byte @Nullable [] overlapping(NavigableSet<byte[]> existing, byte[] prefix) {
        if (!existing.isEmpty() && existing.first().length == 0) {
            return existing.first();
        }
        byte[] before = existing.floor(prefix);
        if (before != null && beginsWith(prefix, before)) {
            return before;
        }
        byte[] after = existing.ceiling(prefix);
        return after != null && beginsWith(after, prefix) ? after : null;
    }

    private static boolean beginsWith(byte[] bytes, byte[] prefix) {
        int differ = Arrays.mismatch(bytes, prefix);
        return differ < 0 || differ == prefix.length;
    }
}
