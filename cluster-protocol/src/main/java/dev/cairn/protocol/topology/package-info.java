/**
 * Who owns what: the versioned map from shard to term, primary, replicas and in-sync set, and the
 * nodes it names. Immutable values only; the rules by which they change live in the node's
 * metadata.
 */
@NullMarked
package dev.cairn.protocol.topology;

import org.jspecify.annotations.NullMarked;
