package dev.cairn.protocol.topology;

/**
 * The name of a node for as long as its data directory lives: forty lower-case hexadecimal digits,
 * as Redis Cluster shows them.
 */
public record NodeId(String hex) implements Comparable<NodeId> {
    /** Digits in an identifier. */
    public static final int LENGTH = 40;

    public NodeId {
        if (hex.length() != LENGTH || !hex.chars().allMatch(NodeId::isLowerHex)) {
            throw new IllegalArgumentException("node id is not 40 lower-case hex digits: " + hex);
        }
    }

    /** The first eight digits, for logs. */
    public String brief() {
        return hex.substring(0, 8);
    }

    @Override
    public int compareTo(NodeId other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }

    private static boolean isLowerHex(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
}
