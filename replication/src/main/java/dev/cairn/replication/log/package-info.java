/** A shard's log in memory: its latest records and which term wrote which of them. */
@NullMarked
package dev.cairn.replication.log;

import org.jspecify.annotations.NullMarked;
