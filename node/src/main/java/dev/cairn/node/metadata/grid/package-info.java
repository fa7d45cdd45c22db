/**
 * A node's part in its grid: how it forms or joins one, keeps or follows the metadata log, runs the
 * controller while it leads, and brings what it sees to whoever leads.
 */
@NullMarked
package dev.cairn.node.metadata.grid;

import org.jspecify.annotations.NullMarked;
