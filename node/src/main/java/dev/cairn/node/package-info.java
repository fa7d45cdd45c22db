/** The composition root: a node, and the process that it runs in. */
@NullMarked
package dev.cairn.node;

import org.jspecify.annotations.NullMarked;
