/** Off-heap memory and the flyweights that look into it. */
@NullMarked
package dev.cairn.node.memory;

import org.jspecify.annotations.NullMarked;
