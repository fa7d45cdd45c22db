package dev.cairn.node.membership;

import dev.cairn.protocol.topology.NodeAddress;

import java.util.Map;

/**
 * What a node says about itself.
 *
 * @param topologyVersion the newest topology it has applied, 0 for none
 * @param labels a few short words, such as the zone
 */
public record Facts(
        NodeAddress address, long topologyVersion, Load load, Map<String, String> labels) {
    /** Most labels of a node. */
    public static final int MAX_LABELS = 8;

    /** Most characters of a label's name and of its value. */
    public static final int MAX_LABEL_LENGTH = 64;

    public Facts {
        labels = Map.copyOf(labels);
        if (topologyVersion < 0) {
            throw new IllegalArgumentException("topology version " + topologyVersion);
        }
        if (labels.size() > MAX_LABELS) {
            throw new IllegalArgumentException(labels.size() + " labels");
        }
        labels.forEach(Facts::checkLabel);
    }

    private static void checkLabel(String name, String value) {
        if (name.length() > MAX_LABEL_LENGTH || value.length() > MAX_LABEL_LENGTH) {
            throw new IllegalArgumentException("a label is too long");
        }
    }
}
