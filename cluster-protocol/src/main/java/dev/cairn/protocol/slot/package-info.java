/** Where a key lives: hash slots, hash tags and ranges of slots. */
@NullMarked
package dev.cairn.protocol.slot;

import org.jspecify.annotations.NullMarked;
