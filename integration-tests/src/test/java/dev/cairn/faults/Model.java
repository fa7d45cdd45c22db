package dev.cairn.faults;

import dev.cairn.faults.Observation.Increment;
import dev.cairn.faults.Observation.Read;
import dev.cairn.faults.Observation.Write;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/** How one key behaves if all calls on it are executed one after the other. */
enum Model {
    /** Holds what was written last; no two writes write the same. */
    REGISTER(""),
    /** Holds how often it was incremented. */
    COUNTER("0");

    private final String initial;

    Model(String initial) {
        this.initial = initial;
    }

    /** The state of a key that does not exist. */
    String initial() {
        return initial;
    }

    /** The state that a call must have found, going by its answer; null if any will do. */
    @Nullable String found(Observation call) {
        return switch (call.action()) {
            case Write _ -> null;
            case Read(var value) -> Objects.requireNonNullElse(value, initial);
            case Increment(long reply) -> String.valueOf(reply - 1);
        };
    }

    /** The state that a call leaves. */
    String after(String state, Observation call) {
        return switch (call.action()) {
            case Write(String value) -> value;
            case Read _ -> state;
            case Increment _ -> String.valueOf(Long.parseLong(state) + 1);
        };
    }

    /** Whether it brings a state nearer to a wanted one that a call took effect. */
    boolean helps(Observation call, String state, String wanted) {
        return switch (call.action()) {
            case Write(String value) -> value.equals(wanted);
            case Read _ -> false;
            case Increment _ -> Long.parseLong(state) < Long.parseLong(wanted);
        };
    }
}
