/** The framework of commands: rows, what is derived from them, and what a handler works with. */
@NullMarked
package dev.cairn.node.command;

import org.jspecify.annotations.NullMarked;
