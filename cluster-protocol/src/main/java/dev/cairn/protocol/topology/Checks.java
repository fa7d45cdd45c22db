package dev.cairn.protocol.topology;

/** The bounds that every record of a topology keeps, said in one wording. */
final class Checks {
    private Checks() {}

    static void inRange(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    name + " " + value + " is not in " + min + ".." + max);
        }
    }

    static void that(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
