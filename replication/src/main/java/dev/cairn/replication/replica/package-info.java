/** The replica's side of one shard: attach, receive, apply what is committed. */
@NullMarked
package dev.cairn.replication.replica;

import org.jspecify.annotations.NullMarked;
