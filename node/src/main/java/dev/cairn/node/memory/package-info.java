/**
 * Off-heap memory: reading and writing it, taking it from the system in pages, and handing it out
 * in blocks. The lowest room of the node; it knows nothing of keys or commands.
 */
@NullMarked
package dev.cairn.node.memory;

import org.jspecify.annotations.NullMarked;
