/** Counters of a node as tables, its slow commands and its latency events. */
@NullMarked
package dev.cairn.node.metrics;

import org.jspecify.annotations.NullMarked;
