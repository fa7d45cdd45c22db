package dev.cairn.node.command;

/** How many arguments a command takes, its name (and subcommand) counted. */
public record Arity(int least, int most) {

    public static Arity exactly(int count) {
        return new Arity(count, count);
    }

    public static Arity atLeast(int count) {
        return new Arity(count, Integer.MAX_VALUE);
    }

    /** Whether a request of {@code argc} arguments is acceptable. */
    public boolean allows(int argc) {
        return least <= argc && argc <= most;
    }

    /** The number in COMMAND INFO: negative for "at least". */
    public int number() {
        return least == most ? least : -least;
    }
}
