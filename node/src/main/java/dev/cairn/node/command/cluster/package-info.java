/** What a client of Redis Cluster asks of a node. */
@NullMarked
package dev.cairn.node.command.cluster;

import org.jspecify.annotations.NullMarked;
