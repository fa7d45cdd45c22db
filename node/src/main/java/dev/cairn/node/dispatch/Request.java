package dev.cairn.node.dispatch;

import dev.cairn.node.command.Args;
import dev.cairn.protocol.resp.Refused;
import dev.cairn.protocol.slot.Slots;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/** One request of a batch: its arguments, and what look-up found. Reused. */
final class Request {
    private static final int NO_SLOT = -1;

    final Args args = new Args();
    @Nullable Plan plan;
    @Nullable Refused unknown;
    private int slot = NO_SLOT;

    /** Whether it has had its turn before, and could not run where it was. */
    boolean again;

    void clear() {
        args.clear();
        plan = null;
        unknown = null;
        slot = NO_SLOT;
        again = false;
    }

    /** The slot of a command's only key. */
    int slot() {
        if (slot == NO_SLOT) {
            slot = Slots.of(args.at(Objects.requireNonNull(plan).onlyKey));
        }
        return slot;
    }
}
