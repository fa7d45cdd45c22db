/**
 * The shards of a node in a grid: led in a term, followed, filled, handed over. Here the pure cores
 * of replication meet the data; how messages travel and how decisions are agreed is said by others.
 */
@NullMarked
package dev.cairn.node.grid;

import org.jspecify.annotations.NullMarked;
