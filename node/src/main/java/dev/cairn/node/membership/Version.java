package dev.cairn.node.membership;

/**
 * How recent a rumor about a node is; only the node itself makes new versions.
 *
 * @param incarnation the life of the node's process, from 1
 * @param revision grows within a life whenever the node contradicts or has news about itself
 */
public record Version(long incarnation, long revision) implements Comparable<Version> {
    public Version {
        if (incarnation < 1 || revision < 0) {
            throw new IllegalArgumentException("version " + incarnation + "." + revision);
        }
    }

    Version next() {
        return new Version(incarnation, revision + 1);
    }

    @Override
    public int compareTo(Version other) {
        int byLife = Long.compare(incarnation, other.incarnation);
        return byLife != 0 ? byLife : Long.compare(revision, other.revision);
    }

    @Override
    public String toString() {
        return incarnation + "." + revision;
    }
}
