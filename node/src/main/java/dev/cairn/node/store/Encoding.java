package dev.cairn.node.store;

/**
 * How a value is held, in the words of OBJECT ENCODING. The numbers stand in records and are
 * append-only.
 */
public enum Encoding {
    INT(0, "int"),
    EMBSTR(1, "embstr"),
    RAW(2, "raw"),
    LISTPACK(3, "listpack"),
    HASHTABLE(4, "hashtable");

    /** The longest string that Redis embeds in its object. */
    private static final int EMBEDDED_BYTES = 44;

    private static final Encoding[] BY_NUMBER = values();

    private final int number;
    private final String label;

    Encoding(int number, String label) {
        this.number = number;
        this.label = label;
    }

    int number() {
        return number;
    }

    /** The name that OBJECT ENCODING replies. */
    public String label() {
        return label;
    }

    static Encoding of(int number) {
        return BY_NUMBER[number];
    }

    /** How Redis holds a string that was set as a whole. */
    static Encoding ofString(long address, int length) {
        if (Digits.isCanonicalLong(address, length)) {
            return INT;
        }
        return length <= EMBEDDED_BYTES ? EMBSTR : RAW;
    }
}
