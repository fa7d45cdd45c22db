package dev.cairn.node.membership;

/**
 * How busy a node says it is.
 *
 * @param cpuPermille processor time used, in thousandths of all processors of the node
 * @param storedBytes bytes of keys and values, replicas included
 * @param commandsPerSecond commands executed for clients
 * @param primaries shards it is primary of
 */
public record Load(int cpuPermille, long storedBytes, long commandsPerSecond, int primaries) {
    /** Nothing to do. */
    public static final Load NONE = new Load(0, 0, 0, 0);

    public Load {
        if (cpuPermille < 0 || storedBytes < 0 || commandsPerSecond < 0 || primaries < 0) {
            throw new IllegalArgumentException("negative load");
        }
    }
}
