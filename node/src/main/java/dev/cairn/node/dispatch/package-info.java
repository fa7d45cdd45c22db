/**
 * The life of a command, one named step after the other: look-up, admission, transaction, routing,
 * the way into its shards, its run there, and what is noted afterwards.
 */
@NullMarked
package dev.cairn.node.dispatch;

import org.jspecify.annotations.NullMarked;
