/** The string commands. */
@NullMarked
package dev.cairn.node.command.string;

import org.jspecify.annotations.NullMarked;
