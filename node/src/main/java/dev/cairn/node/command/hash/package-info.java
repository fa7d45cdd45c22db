/** The hash commands. */
@NullMarked
package dev.cairn.node.command.hash;

import org.jspecify.annotations.NullMarked;
