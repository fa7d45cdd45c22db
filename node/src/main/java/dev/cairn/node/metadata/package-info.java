/**
 * The agreed state of the grid: the commands that change it, the rules by which they apply, the log
 * that orders them and the stream by which everybody else follows.
 */
@NullMarked
package dev.cairn.node.metadata;

import org.jspecify.annotations.NullMarked;
