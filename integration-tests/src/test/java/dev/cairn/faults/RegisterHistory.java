package dev.cairn.faults;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * What one writer wrote, in order, to a register that nobody else writes: the values the register
 * may hold afterwards are the last acknowledged one and the unknown ones after it. An unknown write
 * may take effect late, so none of them is ruled out before a later acknowledged one.
 */
final class RegisterHistory {
    private @Nullable String acknowledged;
    private final List<String> possiblyLater = new ArrayList<>();

    void wrote(String value, Outcome outcome) {
        switch (outcome) {
            case ACKNOWLEDGED -> {
                acknowledged = value;
                possiblyLater.clear();
            }
            case UNKNOWN -> possiblyLater.add(value);
            case REFUSED -> {}
        }
    }

    /**
     * Whether the history explains that a read, begun after the last write returned, saw {@code
     * value}.
     */
    boolean explains(@Nullable String value) {
        if (value == null) {
            return acknowledged == null;
        }
        return value.equals(acknowledged) || possiblyLater.contains(value);
    }

    @Override
    public String toString() {
        return "acknowledged " + acknowledged + ", then unknown " + possiblyLater;
    }
}
