/**
 * One shard on three simulated nodes: the production cores under a seeded network, crashes and
 * elections.
 */
@NullMarked
package dev.cairn.replication.sim;

import org.jspecify.annotations.NullMarked;
