/** Shards: who may enter them, and what a command sees of the data inside. */
@NullMarked
package dev.cairn.node.shard;

import org.jspecify.annotations.NullMarked;
