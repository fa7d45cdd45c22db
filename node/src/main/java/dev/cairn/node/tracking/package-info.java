/** Client-side caching: which clients are to hear that a key has changed. */
@NullMarked
package dev.cairn.node.tracking;

import org.jspecify.annotations.NullMarked;
