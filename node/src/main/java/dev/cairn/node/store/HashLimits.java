package dev.cairn.node.store;

/**
 * When a hash leaves the packed form.
 *
 * @param packedEntries most fields of a packed hash
 * @param packedBytes most bytes of a field or value in a packed hash
 */
public record HashLimits(int packedEntries, int packedBytes) {
    /** Redis's defaults. */
    public static final HashLimits DEFAULT = new HashLimits(128, 64);
}
