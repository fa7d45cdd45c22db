package dev.cairn.node.metadata;

/**
 * The name of one proposal, the same in every attempt to deliver it.
 *
 * @param proposer a number drawn at random by the process that proposes
 * @param sequence counts the proposals of that process
 */
public record RequestId(long proposer, long sequence) {
    @Override
    public String toString() {
        return Long.toHexString(proposer) + "/" + sequence;
    }
}
