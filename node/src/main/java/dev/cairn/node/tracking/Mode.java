package dev.cairn.node.tracking;

import org.jspecify.annotations.Nullable;

/**
 * How a client wants to be told of changes.
 *
 * @param broadcast of all keys that begin with its prefixes, instead of those that it has read
 * @param optIn only of what was read right after CLIENT CACHING YES
 * @param optOut not of what was read right after CLIENT CACHING NO
 * @param noLoop not of its own changes
 * @param redirection who is told in its place; null for the client itself
 */
public record Mode(
        boolean broadcast,
        boolean optIn,
        boolean optOut,
        boolean noLoop,
        @Nullable Redirection redirection) {

    /** Another connection that is told, and its number. */
    public record Redirection(long id, Listener to) {}
}
