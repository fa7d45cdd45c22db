package dev.cairn.node.command;

import dev.cairn.node.command.KeySpec.Begin;
import dev.cairn.node.command.KeySpec.Find;

import java.util.List;

/**
 * The keys of a command as one run of arguments, as far as they can be told so; 0 0 0 for none.
 *
 * @param last counted from the end of argv if negative
 */
public record KeyRange(int first, int last, int step) {

    private static final KeyRange NONE = new KeyRange(0, 0, 0);

    /** The run that {@code specs} amount to when they follow each other without a gap. */
    static KeyRange of(List<KeySpec> specs) {
        KeyRange whole = NONE;
        for (KeySpec spec : specs) {
            if (!(spec.begin() instanceof Begin.Index(int first)
                    && spec.find() instanceof Find.Range(int last, int step, int limit)
                    && limit == 0)) {
                continue;
            }
            int end = last < 0 ? last : first + last;
            if (whole.step == 0) {
                whole = new KeyRange(first, end, step);
            } else if (whole.last + 1 == first && whole.step == 1 && step == 1) {
                whole = new KeyRange(whole.first, end, 1);
            } else {
                break;
            }
        }
        return whole;
    }

    /** Whether the command has exactly one key, always at the same place. */
    public boolean isOneKey() {
        return first > 0 && first == last;
    }
}
