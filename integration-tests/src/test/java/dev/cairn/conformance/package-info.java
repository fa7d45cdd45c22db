/** The node beside a real redis-server: the same commands to both, their replies compared. */
@NullMarked
package dev.cairn.conformance;

import org.jspecify.annotations.NullMarked;
