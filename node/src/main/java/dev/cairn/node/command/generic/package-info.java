/** Commands on keys of any type. */
@NullMarked
package dev.cairn.node.command.generic;

import org.jspecify.annotations.NullMarked;
