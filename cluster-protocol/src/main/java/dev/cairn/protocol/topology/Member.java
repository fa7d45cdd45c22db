package dev.cairn.protocol.topology;

/**
 * A node in one of its lives.
 *
 * @param incarnation the life in which the node was admitted, from 1
 */
public record Member(NodeId node, long incarnation) {
    public Member {
        Checks.inRange("incarnation", incarnation, 1, Long.MAX_VALUE);
    }

    @Override
    public String toString() {
        return node.brief() + "#" + incarnation;
    }
}
