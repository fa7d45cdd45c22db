/**
 * What one shard's data lives in: records in slabs of off-heap memory, found through hash tables of
 * eight bytes per record. Single-threaded: whoever is inside the shard is alone here. Time is
 * always a parameter.
 */
@NullMarked
package dev.cairn.node.store;

import org.jspecify.annotations.NullMarked;
