/** Redis's own serialization of one value, as DUMP writes and RESTORE reads it: bytes to bytes. */
@NullMarked
package dev.cairn.node.rdb;

import org.jspecify.annotations.NullMarked;
