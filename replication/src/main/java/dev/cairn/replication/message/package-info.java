/** What two nodes say to each other about the log of a shard, and about being alive. */
@NullMarked
package dev.cairn.replication.message;

import org.jspecify.annotations.NullMarked;
