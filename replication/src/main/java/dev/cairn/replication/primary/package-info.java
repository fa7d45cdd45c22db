/** The primary's side of one shard in one term: append, follow the followers, commit. */
@NullMarked
package dev.cairn.replication.primary;

import org.jspecify.annotations.NullMarked;
