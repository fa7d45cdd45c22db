package dev.cairn.node.store;

/** What kind of value a key holds. The numbers stand in records and are append-only. */
public enum Type {
    STRING(0, "string"),
    HASH(1, "hash");

    private static final Type[] BY_NUMBER = values();

    private final int number;
    private final String label;

    Type(int number, String label) {
        this.number = number;
        this.label = label;
    }

    int number() {
        return number;
    }

    /** The name that TYPE replies. */
    public String label() {
        return label;
    }

    static Type of(int number) {
        return BY_NUMBER[number];
    }
}
