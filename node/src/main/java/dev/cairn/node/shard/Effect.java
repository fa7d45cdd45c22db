package dev.cairn.node.shard;

import dev.cairn.node.memory.Slice;

/** The name of a command that stands in records: what a replica shall do to come out the same. */
public final class Effect {

    private final String verb;
    private final Slice name;

    private Effect(String verb) {
        this.verb = verb;
        this.name = Slice.copyOf(verb);
    }

    /** The effect of the command {@code verb}, in capitals; to be kept in a constant. */
    public static Effect of(String verb) {
        return new Effect(verb);
    }

    Slice name() {
        return name;
    }

    @Override
    public String toString() {
        return verb;
    }
}
